package dev.holdfast.actors;

import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.SocketOpening;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import java.util.Optional;

/** Accepts sockets that receive a log, so that an append is the broadcast and nothing is missed. */
public final class LogFollowing {
  /** Digits of the largest {@code long}: a longer number is malformed before it is parsed. */
  private static final int DIGITS_MAX = 19;

  private LogFollowing() {}

  /**
   * Accepts a socket that follows {@code log}. With {@code ?after=SEQ} it first receives every
   * entry after that number and then goes live, without gap or repeat; without, it receives what is
   * appended from now on.
   *
   * <p>A number past the newest entry comes from another life of the log, of which this one has
   * nothing: that client gets all there is from the beginning. Refusing it would help nobody, as
   * browsers do not show a refusal to who connects again with the same number; and waiting until
   * the log has grown past the number would hide entries. Where entries show their number, the
   * client knows it by the first, which is not after the number it gave.
   *
   * <p>Refuses as invalid what is no number.
   */
  public static Turn accept(SocketOpening opening, Log<?> log, ObjectContext context) {
    long tail = context.log(log).tail();
    Optional<String> given = opening.request().parameter("after");
    long after = given.isEmpty() ? tail : number(given.get());
    if (after < 0) {
      return Turn.refuse(
          Refusal.invalid(
              "'after' is not a number from 0. Give the seq of the last message you have."));
    }
    long from = after > tail ? 0 : after;
    return Turn.draft().accept(opening, SocketOptions.PLAIN.following(log, from));
  }

  /** The number of an entry, from 0, or -1 where the text is none. */
  public static long number(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= DIGITS_MAX
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    try {
      return digits ? Long.parseLong(text) : -1;
    } catch (NumberFormatException pastLong) {
      return -1;
    }
  }
}

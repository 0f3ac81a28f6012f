package dev.holdfast.actors;

import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.SocketOpening;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Accepts sockets that receive a log, so that an append is the broadcast and nothing is missed.
 *
 * <p>With {@code ?after=SEQ} a client first receives every entry after that number and then goes
 * live, without gap or repeat; without, it receives what is appended from now on.
 *
 * <p>A client that offers the subprotocol {@link Welcome#PROTOCOL} is told first where it is, see
 * {@link Welcome}: of what it missed it gets all, or, when that is more than {@value
 * #MISSED_ENTRIES_MAX} entries, gone, or of another life of the log, a snapshot.
 *
 * <p>One that does not gets nothing but the entries, whatever it missed. A number past the newest
 * entry comes from another life of the log, of which this one has nothing: that client gets all
 * there is from the beginning. Refusing it would help nobody, as browsers do not show a refusal to
 * who connects again with the same number; and waiting until the log has grown past the number
 * would hide entries. Where entries show their number, the client knows it by the first, which is
 * not after the number it gave.
 */
public final class LogFollowing {
  /**
   * Missed entries that a client gets one by one: some hours of a busy chat. For who was away
   * longer, what is new is what matters; the rest can be read in pages.
   */
  public static final int MISSED_ENTRIES_MAX = 1_000;

  /** Entries in a snapshot of a log: two pages of the chat API, more than a screen. */
  public static final int SNAPSHOT_ENTRIES = 100;

  /** Digits of the largest {@code long}: a longer number is malformed before it is parsed. */
  private static final int DIGITS_MAX = 19;

  private static final long NOT_GIVEN = -1;

  private static final Refusal NO_NUMBER_GIVEN =
      Refusal.invalid(
          "'after' or 'life' is not a number from 0. Give the seq of the last message you have, and"
              + " the life of the last welcome.");

  private LogFollowing() {}

  /**
   * The state of an object as it is now, which is at the log's newest entry.
   *
   * @param json gives a JSON value of at most what one frame takes; called only when it is needed
   * @param number the member of an entry that shows its number in the log: {@link Welcome#SEQ}
   *     where the runtime puts it there
   */
  public record WholeState(Supplier<String> json, String number) {}

  /** Accepts a socket that follows {@code log}. Refuses as invalid what is no number. */
  public static Turn accept(SocketOpening opening, Log<?> log, ObjectContext context) {
    return accept(opening, log, context, SocketOptions.PLAIN);
  }

  /** The same, with tags and an attachment for the socket. */
  public static Turn accept(
      SocketOpening opening, Log<?> log, ObjectContext context, SocketOptions options) {
    return accept(opening, log, context, options, Optional.empty());
  }

  /**
   * The same, for an object whose state is what counts and whose log tells how it changed: a client
   * that speaks the protocol and does not go on from a number gets the whole state in its welcome,
   * and the entries after it.
   */
  public static Turn accept(
      SocketOpening opening,
      Log<?> log,
      ObjectContext context,
      SocketOptions options,
      WholeState state) {
    return accept(opening, log, context, options, Optional.of(state));
  }

  private static Turn accept(
      SocketOpening opening,
      Log<?> log,
      ObjectContext context,
      SocketOptions options,
      Optional<WholeState> state) {
    Optional<String> after = opening.request().parameter("after");
    Optional<String> life = opening.request().parameter("life");
    if (number(after.orElse("0")) < 0 || number(life.orElse("0")) < 0) {
      return Turn.refuse(NO_NUMBER_GIVEN);
    }
    LogView now = context.log(log);
    long given = after.map(LogFollowing::number).orElse(NOT_GIVEN);
    if (!Welcome.wanted(opening.request())) {
      long from = given == NOT_GIVEN ? now.tail() : given > now.tail() ? 0 : given;
      return Turn.draft().accept(opening, options.following(log, from));
    }
    boolean sameLife = life.isEmpty() || number(life.get()) == now.life();
    boolean resumed =
        sameLife
            && given >= now.head() - 1
            && given <= now.tail()
            && now.tail() - given <= MISSED_ENTRIES_MAX;
    Welcome welcome =
        new Welcome(
            resumed ? given : start(now, given, state),
            now.tail(),
            now.life(),
            resumed,
            state.map(WholeState::number).orElse(numberIn(log)),
            resumed ? Optional.empty() : state.map(whole -> whole.json().get()));
    SocketOptions welcoming = options.greeting(welcome.frame());
    return Turn.draft().accept(opening, welcoming.following(log, welcome.after()));
  }

  /** Where a client begins that does not go on from a number. */
  private static long start(LogView log, long given, Optional<WholeState> state) {
    return given == NOT_GIVEN || state.isPresent()
        ? log.tail()
        : Math.max(log.head() - 1, log.tail() - SNAPSHOT_ENTRIES);
  }

  private static String numberIn(Log<?> log) {
    boolean asItCame = log.type() == String.class || log.type() == byte[].class;
    return asItCame ? Welcome.NO_NUMBER : Welcome.SEQ;
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

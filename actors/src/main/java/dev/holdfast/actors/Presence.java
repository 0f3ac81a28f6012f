package dev.holdfast.actors;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.SocketClosed;
import dev.holdfast.runtime.ObjectEvent.SocketOpening;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.Utf8Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Who is there, among the sockets of an object: whoever opened one with {@code ?as=NAME}, under
 * that name until its last socket is gone. Nothing of it is stored; a socket's name is one of its
 * tags, which stay with the socket while the object sleeps.
 *
 * <p>Those who speak {@link Welcome#PROTOCOL} are told, by frames that may be lost: all names when
 * they come, then who joins and who leaves. Each frame says how many there are now, and may be
 * repeated. A name is what a client says of itself, no proof.
 */
public final class Presence {
  /** Names in a list. A list is for people; past this they want the count, which is exact. */
  public static final int NAMES_MAX = 100;

  /** As an author of a chat: the same person under the same name. */
  public static final int NAME_CHARS_MAX = 64;

  private static final String PARAMETER = "as";
  private static final String NAME_TAG = "as:";
  private static final String SPEAKER_TAG = Welcome.PROTOCOL;

  private Presence() {}

  /** Why a socket is not accepted under the name it gives, or empty. */
  public static Optional<Refusal> refusal(Request opening) {
    Optional<String> name = opening.parameter(PARAMETER);
    return name.isEmpty() || valid(name.get())
        ? Optional.empty()
        : Optional.of(
            Refusal.invalid(
                "'as' is no name. Give 1 to %d characters without controls, not only blanks."
                    .formatted(NAME_CHARS_MAX)));
  }

  /** The tags of a socket that is opening and not refused. */
  public static SocketOptions options(Request opening) {
    List<String> tags = new ArrayList<>(2);
    opening.parameter(PARAMETER).ifPresent(name -> tags.add(NAME_TAG + name));
    if (Welcome.wanted(opening)) {
      tags.add(SPEAKER_TAG);
    }
    return SocketOptions.PLAIN.tagged(tags.toArray(String[]::new));
  }

  /** Adds to the turn that accepts a socket what is to be told of it, and to it. */
  public static Turn joining(Turn accepted, SocketOpening opening, ObjectContext context) {
    Optional<String> name = opening.request().parameter(PARAMETER);
    boolean speaks = Welcome.wanted(opening.request());
    if (name.isEmpty() && !speaks) {
      return accepted;
    }
    NavigableSet<String> here = names(context.sockets());
    if (name.isPresent() && here.add(name.get())) {
      accepted.broadcast(SPEAKER_TAG, change("joined", name.get(), here.size()));
    }
    return speaks ? accepted.send(opening.socket(), list(here)) : accepted;
  }

  /** What is to be told when a socket is gone. */
  public static Turn left(SocketClosed closed, ObjectContext context) {
    Optional<String> name = named(closed.tags());
    if (name.isEmpty()) {
      return Turn.none();
    }
    NavigableSet<String> here = names(context.sockets());
    return here.contains(name.get())
        ? Turn.none()
        : Turn.draft().broadcast(SPEAKER_TAG, change("left", name.get(), here.size()));
  }

  /** Tells everybody all names: for when it is not known who left. */
  public static Turn everybody(ObjectContext context) {
    return Turn.draft().broadcast(SPEAKER_TAG, list(names(context.sockets())));
  }

  private static boolean valid(String name) {
    return !name.isBlank()
        && name.length() <= NAME_CHARS_MAX
        && name.chars().noneMatch(Character::isISOControl)
        && Utf8Order.loneSurrogate(name) < 0;
  }

  private static NavigableSet<String> names(List<SocketInfo> sockets) {
    NavigableSet<String> names = new TreeSet<>();
    sockets.forEach(socket -> named(socket.tags()).ifPresent(names::add));
    return names;
  }

  private static Optional<String> named(Collection<String> tags) {
    return tags.stream()
        .filter(tag -> tag.startsWith(NAME_TAG))
        .map(tag -> tag.substring(NAME_TAG.length()))
        .findFirst();
  }

  private static Frame change(String kind, String name, int count) {
    return new Frame.Text(
        "{\"t\":\"%s\",\"who\":%s,\"count\":%d}".formatted(kind, quoted(name), count));
  }

  private static Frame list(NavigableSet<String> here) {
    StringBuilder names = new StringBuilder();
    here.stream()
        .limit(NAMES_MAX)
        .forEach(name -> names.append(names.isEmpty() ? "" : ",").append(quoted(name)));
    return new Frame.Text(
        "{\"t\":\"presence\",\"here\":[%s],\"count\":%d}".formatted(names, here.size()));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}

package dev.holdfast.runtime;

import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything one handler decided. Nothing in it has happened yet: the runtime checks it against the
 * {@link Limits}, commits it as a whole, and only then lets its outputs leave.
 *
 * <p>A draft is filled by the handler that made it, on its thread, and not touched after it was
 * returned.
 */
public final class Turn {
  private static final String NO_KEY = "";

  private final List<Effect> effects = new ArrayList<>(4);
  private final Optional<Refusal> refusal;

  private Turn(Optional<Refusal> refusal) {
    this.refusal = refusal;
  }

  /** A turn that decides nothing yet. */
  public static Turn draft() {
    return new Turn(Optional.empty());
  }

  /** A turn that does nothing and answers nothing. */
  public static Turn none() {
    return draft();
  }

  /** A turn that refuses: nothing is stored, the caller is told why. */
  public static Turn refuse(Refusal refusal) {
    return new Turn(Optional.of(refusal));
  }

  /** Sets a key. The last value a turn gives a key is the one stored. */
  public <T> Turn put(StorageKey<T> key, T value) {
    return add(new Effect.Put<>(key, value));
  }

  /** Removes a key; no error when it is not there. */
  public Turn delete(StorageKey<?> key) {
    return add(new Effect.Delete(key.name()));
  }

  /** Removes every key. Logs stay. */
  public Turn clear() {
    return add(new Effect.Clear());
  }

  /** Appends an entry to a log. */
  public <T> Turn append(Log<T> log, T entry) {
    return add(new Effect.Append<>(log, entry));
  }

  /**
   * Sets an alarm, or moves the one of that name: it fires at its new time only. The object gets
   * {@link DurableObject#onAlarm}.
   *
   * @param name 1 to {@value Limits#ALARM_NAME_BYTES_MAX} bytes of UTF-8
   */
  public Turn setAlarm(String name, Schedule schedule) {
    Alarm.checkName(name);
    return add(new Effect.SetAlarm(name, schedule));
  }

  /** Clears an alarm: it fires no more. No error when it is not set. */
  public Turn clearAlarm(String name) {
    return add(new Effect.ClearAlarm(name));
  }

  /**
   * Tells another object, or itself, something: it takes effect there once, after what this object
   * told it before. It is delivered after this turn's commit, however often either node dies. The
   * other's answer to a message that {@link Asks} goes nowhere; to get it, {@link #ask}.
   *
   * @param message one of those that objects of the target's type understand
   */
  public Turn tell(ObjectId target, Message message) {
    return add(new Effect.Tell(target, message, Delivery.Reach.EITHER));
  }

  /** As {@link #tell}, but only an object that exists; else it is refused as not found. */
  public Turn tellExisting(ObjectId target, Message message) {
    return add(new Effect.Tell(target, message, Delivery.Reach.EXISTING));
  }

  /** As {@link #tell}, but only an object that does not exist; else it is refused as a conflict. */
  public Turn tellNew(ObjectId target, Message message) {
    return add(new Effect.Tell(target, message, Delivery.Reach.CREATE));
  }

  /**
   * Asks another object, or itself, something. The question takes effect there once, as what is
   * {@link #tell told}; this object hears once what came of it, in {@link DurableObject#onAnswer}.
   * Nothing waits meanwhile: the two, and others, may ask each other as they like. An object that
   * is destroyed meanwhile hears of it no more.
   *
   * @param name what the outcome is called by; questions of one object may share it. 1 to {@value
   *     CallBounds#NAME_CHARS_MAX} characters without controls
   * @param question one of the messages that objects of the target's type understand; not one that
   *     is answered with a page
   * @param timeout until it has timed out, by this object's time: {@link Limits#ASK_TIMEOUT_MIN} to
   *     {@link Limits#ASK_TIMEOUT_MAX}
   */
  public Turn ask(String name, ObjectId target, Asks<?> question, Duration timeout) {
    CallRules.checkName(name);
    Limits.checkAskTimeout(timeout);
    return add(new Effect.Ask(name, target, question, timeout));
  }

  /**
   * Answers a question of another object that an earlier turn kept. It reaches the asker once;
   * where the question has an answer already, timed out, or its asker is gone, it is dropped.
   *
   * @param value of the type that the question {@link Asks} for; another cannot be read there
   */
  public Turn answer(Question question, Object value) {
    return add(new Effect.AnswerTo(question, value));
  }

  /**
   * Asks for work outside of objects. It is done after this turn's commit, at least once, however
   * often the node dies; what came of it is told to {@link DurableObject#onCallEnded} and takes
   * effect there once. An object that is destroyed meanwhile hears of it no more.
   *
   * @param name what the result is called by; calls of one object may share it. 1 to {@value
   *     CallBounds#NAME_CHARS_MAX} characters without controls
   */
  public Turn call(String name, Call call) {
    CallRules.checkName(name);
    return add(new Effect.MakeCall(name, call));
  }

  /**
   * Ends the object: keys, logs, alarms and calls are gone, its sockets are closed. Nothing can be
   * stored after it in the same turn; a later turn with an effect makes the object anew.
   */
  public Turn destroy() {
    return add(new Effect.Destroy());
  }

  /** Answers the message, whoever sent it: the edge, or another object that {@link #ask asks}. */
  public <R> Turn reply(Asks<R> ask, R value) {
    return add(new Effect.Reply(value));
  }

  /**
   * Answers the message with the entries of the log after number {@code after}, at most {@code
   * limit} (1 to {@value Limits#LOG_PAGE_ENTRIES_MAX}). It includes what this turn appends.
   */
  public <R> Turn replyPage(Asks<LogPage<R>> ask, Log<R> log, long after, int limit) {
    return add(new Effect.ReplyPage(log, after, Limits.pageLimit(limit)));
  }

  /** Answers the request. */
  public Turn respond(Response response) {
    return add(new Effect.Respond(response));
  }

  /**
   * Answers the request with JSON: {@code {"<member>":[...],"next":N}}, the entries of the log
   * after number {@code after}, at most {@code limit}, each an object with its number as {@code
   * seq}.
   */
  public Turn respondPage(Log<?> log, long after, int limit, String member) {
    return add(new Effect.RespondPage(log, after, Limits.pageLimit(limit), member));
  }

  /** Accepts the socket that asks to be opened. */
  public Turn accept(ObjectEvent.SocketOpening opening, SocketOptions options) {
    return add(new Effect.Accept(opening.socket(), options));
  }

  /** Sends a frame to one socket, at most once: it is lost if the socket closes meanwhile. */
  public Turn send(SocketId socket, Frame frame) {
    return add(new Effect.Send(socket, NO_KEY, frame));
  }

  /** Sends a frame to every socket of the object, at most once each. */
  public Turn broadcast(Frame frame) {
    return add(new Effect.Broadcast(NO_KEY, frame));
  }

  /** Sends a frame to every socket with the tag, at most once each. */
  public Turn broadcast(String tag, Frame frame) {
    return add(new Effect.BroadcastTagged(tag, NO_KEY, frame));
  }

  /**
   * As {@link #send}, for what only the newest of is worth anything, such as a position. Where the
   * type's rule is {@link SlowClient#LATEST_PER_KEY}, a frame of the same key that still waits for
   * the client is dropped for this one, which goes behind all that waits: so what a client gets is
   * in the order in which it was sent. Under other rules the key means nothing.
   *
   * @param key 1 to {@value Limits#SOCKET_KEY_CHARS_MAX} characters
   */
  public Turn sendLatest(SocketId socket, String key, Frame frame) {
    return add(new Effect.Send(socket, Limits.checkSocketKey(key), frame));
  }

  /** As {@link #broadcast(Frame)} and {@link #sendLatest}. */
  public Turn broadcastLatest(String key, Frame frame) {
    return add(new Effect.Broadcast(Limits.checkSocketKey(key), frame));
  }

  /** As {@link #broadcast(String, Frame)} and {@link #sendLatest}. */
  public Turn broadcastLatest(String key, String tag, Frame frame) {
    return add(new Effect.BroadcastTagged(tag, Limits.checkSocketKey(key), frame));
  }

  /** Replaces the tags of a socket. */
  public Turn retag(SocketId socket, Set<String> tags) {
    Limits.checkSocket(tags, new byte[0]);
    return add(new Effect.Retag(socket, Set.copyOf(tags)));
  }

  /** Replaces the attachment of a socket. */
  public Turn attach(SocketId socket, byte[] attachment) {
    Limits.checkSocket(Set.of(), attachment);
    return add(new Effect.Attach(socket, attachment));
  }

  /**
   * Closes a socket after what was sent to it before.
   *
   * @param code 1000, or 3000 to 4999 (RFC 6455, 7.4)
   */
  public Turn close(SocketId socket, int code, String reason) {
    if (code != 1000 && (code < 3000 || code > 4999)) {
      throw new IllegalArgumentException(
          "close code %d is not for applications. Use 1000 or 3000 to 4999.".formatted(code));
    }
    return add(new Effect.Close(socket, code, reason));
  }

  /** What was decided, in order. */
  public List<Effect> effects() {
    return Collections.unmodifiableList(effects);
  }

  /** Why the turn refuses, if it does. */
  public Optional<Refusal> refusal() {
    return refusal;
  }

  private Turn add(Effect effect) {
    if (refusal.isPresent()) {
      throw new IllegalStateException(
          "a refused turn decides nothing else. Return Turn.refuse(...) as it is.");
    }
    if (effects.size() >= Limits.TURN_EFFECTS_MAX) {
      throw new IllegalStateException(
          "a turn decides at most %d things. Split the work over several turns."
              .formatted(Limits.TURN_EFFECTS_MAX));
    }
    effects.add(effect);
    return this;
  }
}

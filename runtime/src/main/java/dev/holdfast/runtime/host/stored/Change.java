package dev.holdfast.runtime.host.stored;

import java.time.Instant;

/**
 * One change of an object's state. A commit is an ordered list of them and so is a snapshot (the
 * shortest list that builds the state from nothing), hence both are applied by the same code.
 *
 * <p>Byte arrays are owned by the record that carries them: nobody writes to one after it was
 * handed over.
 */
public sealed interface Change {

  /**
   * The object begins to exist.
   *
   * @param life tells one existence of a name from the next after a destroy: the journal sequence
   *     of the commit that created it. Log rows carry it, so a new life starts its logs at 1.
   */
  record Created(long life) implements Change {}

  /**
   * The object ends: keys, logs, alarms and sockets are gone. Sequence numbers go on, and so do
   * remembered answers, so that a repeat of what came before does not make the object anew.
   */
  record Destroyed() implements Change {}

  /** A key has a new value. */
  record KeyPut(String key, byte[] value) implements Change {}

  /** A key is gone. */
  record KeyDeleted(String key) implements Change {}

  /** All keys are gone; logs stay. */
  record KeysCleared() implements Change {}

  /**
   * A log holds entries {@code first} to {@code first + count - 1} more. Their rows stand apart.
   */
  record LogAppended(String log, long first, int count) implements Change {}

  /**
   * A log now holds exactly the entries {@code head} to {@code tail}; none when {@code head == tail
   * + 1}. Used for trimming (same tail, larger head) and by snapshots.
   */
  record LogBounds(String log, long head, long tail) implements Change {}

  /**
   * Entry {@code number} of a log that bounds the age of its entries was appended at {@code at}.
   */
  record LogMarked(String log, long number, Instant at) implements Change {}

  /**
   * An alarm is set, moved, or waits to be tried again.
   *
   * @param schedule as the host writes it
   * @param due the time of its schedule that it is to be fired for
   * @param attempts how often that failed
   * @param fireAt when it is to be fired: {@code due}, or later after a failed attempt
   * @param error what the last failed attempt said, empty before
   * @param correlation of the turn that set it; empty where that is not known
   */
  record AlarmSet(
      String name,
      String schedule,
      Instant due,
      int attempts,
      Instant fireAt,
      String error,
      String correlation)
      implements Change {}

  /** An alarm is done or cleared. */
  record AlarmCleared(String name) implements Change {}

  /**
   * Something was tried as often as it may be, failed, and is kept for an operator.
   *
   * @param id unique within the object
   * @param kind {@code alarm}, {@code tell} or {@code call}
   * @param subject the alarm's or call's name, or the message's stored name
   * @param due when it was to happen
   * @param content what is needed to try it again, as the host writes it
   */
  record DeadLetterAdded(
      String id,
      String kind,
      String subject,
      Instant due,
      Instant at,
      int attempts,
      String error,
      String content)
      implements Change {}

  /** A dead letter was discarded or is tried again. */
  record DeadLetterRemoved(String id) implements Change {}

  /**
   * A message for another object waits to be delivered.
   *
   * @param number later ones of this object have higher ones, in all its lives
   * @param target type and name of the receiver
   * @param kind {@code tell}, or {@code refused} for the notice that a message was
   * @param reach {@code either}, {@code existing} or {@code create}
   * @param message as the host writes it
   */
  record Told(
      long number, String target, String kind, String reach, byte[] message, String correlation)
      implements Change {}

  /** Messages for that object up to that number are delivered. */
  record ToldUpTo(String target, long number) implements Change {}

  /** Messages of that sender up to that number have taken effect, or never will. */
  record TellApplied(String sender, long number) implements Change {}

  /** What is forgotten of those that the object hears from. */
  sealed interface OfSender extends Change {}

  /**
   * Up to where that sender was heard is forgotten, unless that is past {@code number}: it has
   * cleared all up to there.
   */
  record SenderForgotten(String sender, long number) implements OfSender {}

  /**
   * Senders were forgotten, each of which had cleared what it was forgotten for by {@code at}, its
   * own time. What was told later is not among it.
   */
  record SendersForgottenUpTo(Instant at) implements OfSender {}

  /** A message was tried and failed; so often until now. */
  record TellFailed(String sender, long number, int attempts) implements Change {}

  /** What happens to questions to other objects. */
  sealed interface OfQuestion extends Change {}

  /**
   * Another object is asked something.
   *
   * @param number that of the message that asks
   * @param name what the object calls it
   * @param target type and name of who is asked
   * @param message stored name of what is asked
   * @param until when it has timed out
   */
  record QuestionAsked(
      long number, String name, String target, String message, Instant until, String correlation)
      implements OfQuestion {}

  /**
   * What came of a question is decided: it waits in this object's own outbox or among its dead
   * letters. Nothing else counts any more, and it does not time out.
   */
  record QuestionDecided(long number) implements OfQuestion {}

  /** What came of a question has taken effect, or never will. */
  record QuestionEnded(long number) implements OfQuestion {}

  /** What happens to calls to the outside. */
  sealed interface OfCall extends Change {}

  /**
   * A call to the outside is to be made.
   *
   * @param number later ones of this object have higher ones, in all its lives
   * @param name what the object calls it
   * @param key sent with every attempt, so that the other side knows a repeat
   * @param call as the host writes it
   */
  record CallAsked(
      long number, String name, String key, byte[] call, String correlation, Instant at)
      implements OfCall {}

  /** The result of a call has taken effect, or never will. */
  record CallDone(long number) implements OfCall {}

  /** The handler of a call's result failed; so often until now. */
  record CallFailed(long number, int attempts) implements OfCall {}

  /**
   * The answer to a request with an id from outside, kept until {@code expiresAt} so that a repeat
   * gets it again.
   *
   * @param id scope and id as the host composes them
   * @param bodyHash hash of the request; a repeat with another one is refused
   * @param answer the answer as the host encodes it
   */
  record AnswerRemembered(String id, byte[] bodyHash, Instant expiresAt, byte[] answer)
      implements Change {}

  /** Frames of a socket up to {@code number} have taken effect. */
  record FrameApplied(String socket, long number) implements Change {}

  /** A hub (the part of a node that holds connections) holds its first socket of this object. */
  record HubAttached(String hub) implements Change {}

  /** The last socket that a hub held of this object is gone. */
  record HubDetached(String hub) implements Change {}

  /** A socket is closed: its frame mark is no longer needed. */
  record SocketForgotten(String socket) implements Change {}
}

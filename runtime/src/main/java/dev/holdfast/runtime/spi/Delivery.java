package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import java.time.Duration;
import java.util.Optional;

/**
 * An event on its way to an object.
 *
 * @param id the caller's id for this event, if it gave one: a repeat gets the first answer again
 * @param reach whether the object may be made by it
 * @param correlation ties what happens to what caused it, in logs and history; {@link TraceParent}
 *     has what it looks like
 * @param deadline how long the caller waits; an event still queued then is not decided any more
 * @param bytes its size as it counts against queue and batch bounds
 * @param confirmed an answer that rests on no commit of its own leaves only once the database said,
 *     after it was decided, that the node still speaks for the object: one round trip. An answer
 *     that waits for a commit is confirmed by that
 */
public record Delivery(
    ObjectId target,
    ObjectEvent event,
    Optional<RequestId> id,
    Reach reach,
    String correlation,
    Duration deadline,
    int bytes,
    boolean confirmed) {

  /** One whose answer is believed to the node. */
  public Delivery(
      ObjectId target,
      ObjectEvent event,
      Optional<RequestId> id,
      Reach reach,
      String correlation,
      Duration deadline,
      int bytes) {
    this(target, event, id, reach, correlation, deadline, bytes, false);
  }

  /** The same with another event. */
  public Delivery with(ObjectEvent other) {
    return new Delivery(target, other, id, reach, correlation, deadline, bytes, confirmed);
  }

  /** The same, waited for that long. */
  public Delivery within(Duration time) {
    return new Delivery(target, event, id, reach, correlation, time, bytes, confirmed);
  }

  /** The same, its answer confirmed or not. */
  public Delivery confirmed(boolean wanted) {
    return new Delivery(target, event, id, reach, correlation, deadline, bytes, wanted);
  }

  /** Ways to reach an object. */
  public enum Reach {
    /** Whether it exists or not; an effect makes it. */
    EITHER,
    /** Only if it exists; otherwise {@link Answer.Missing}. */
    EXISTING,
    /** Only if it does not exist; otherwise refused as a conflict. */
    CREATE
  }

  /**
   * An id that a caller gave.
   *
   * @param scope who gave it: ids of different callers are different ids
   * @param value at most {@link dev.holdfast.runtime.Limits#REQUEST_ID_CHARS_MAX} characters
   * @param bodyHash hash of all that the request says: a repeat with another one is answered {@link
   *     Answer.OtherBody}
   */
  public record RequestId(String scope, String value, byte[] bodyHash) {}
}

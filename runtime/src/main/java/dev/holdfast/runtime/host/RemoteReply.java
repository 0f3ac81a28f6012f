package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The place for an answer to a delivery that came from another node: it goes back there by number.
 *
 * <p>Thread rule: callable from any thread.
 */
final class RemoteReply implements Envelope.Replies {
  private final NodeWire wire;
  private final ObjectId object;
  private final String origin;
  private final long number;
  private final long expiresNanos;
  private final boolean valueWanted;
  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * @param valueWanted whether the one who asked takes a value; others are told that it is done
   */
  RemoteReply(
      NodeWire wire,
      ObjectId object,
      String origin,
      long number,
      long expiresNanos,
      boolean valueWanted) {
    this.wire = wire;
    this.object = object;
    this.origin = origin;
    this.number = number;
    this.expiresNanos = expiresNanos;
    this.valueWanted = valueWanted;
  }

  @Override
  public void answer(Answer answer) {
    if (!answered.compareAndSet(false, true)) {
      return;
    }
    Answer wanted = answer instanceof Answer.Replied && !valueWanted ? new Answer.Done() : answer;
    // Sent first: a roll call that does not find it here any more comes after it.
    wire.answer(origin, object, number, wanted);
    wire.held().remove(this);
  }

  String origin() {
    return origin;
  }

  long number() {
    return number;
  }

  boolean isOver(long nanos) {
    return nanos - expiresNanos >= 0;
  }
}

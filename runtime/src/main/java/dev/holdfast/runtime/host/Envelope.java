package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.util.Optional;

/**
 * A delivery on its way to its object, with the place for its answer.
 *
 * @param entity the target as text, made once
 * @param tell for a message from another object, which one it is
 * @param expiresNanos when the caller stops waiting, by the node's monotonic clock
 * @param call for the result of a call, the number of the call; otherwise 0
 */
record Envelope(
    String entity,
    Delivery delivery,
    Replies replies,
    long expiresNanos,
    Optional<Tell> tell,
    long call)
    implements ObjectCommand {

  /** From elsewhere than another object or a call. */
  Envelope(String entity, Delivery delivery, Replies replies, long expiresNanos) {
    this(entity, delivery, replies, expiresNanos, Optional.empty(), 0);
  }

  /** Where the answer goes. Only the first one counts. */
  @FunctionalInterface
  interface Replies {
    void answer(Answer answer);
  }

  /** The same with another event, as which it is handled. */
  Envelope with(ObjectEvent event) {
    return new Envelope(entity, delivery.with(event), replies, expiresNanos, tell, call);
  }

  void answer(Answer answer) {
    replies.answer(answer);
  }
}

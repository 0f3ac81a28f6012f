package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;

/**
 * A delivery on its way to its object, with the place for its answer.
 *
 * @param entity the target as text, made once
 * @param expiresNanos when the caller stops waiting, by the node's monotonic clock
 */
record Envelope(String entity, Delivery delivery, Replies replies, long expiresNanos)
    implements ObjectCommand {

  /** Where the answer goes. Only the first one counts. */
  @FunctionalInterface
  interface Replies {
    void answer(Answer answer);
  }

  void answer(Answer answer) {
    replies.answer(answer);
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Limits;

/** What a turn adds to what waits to leave its object: messages to others, calls to the outside. */
final class Leaving {
  private int tells;
  private long tellBytes;
  private int questions;
  private int calls;
  private long callBytes;

  void add(Effect effect, byte[] content) {
    questions += effect instanceof Effect.Ask ? 1 : 0;
    if (effect instanceof Effect.Tell
        || effect instanceof Effect.Ask
        || effect instanceof Effect.AnswerTo) {
      tells++;
      tellBytes += content.length;
    } else if (effect instanceof Effect.MakeCall) {
      calls++;
      callBytes += content.length;
    }
  }

  /** Throws {@link BoundPassed}. */
  void check(ObjectState state, Limits limits) {
    if (tells > 0) {
      checkOutbox(state.mail().outbox(), limits);
    }
    if (questions > 0) {
      checkQuestions(state, limits);
    }
    if (calls > 0) {
      checkCalls(state, limits);
    }
  }

  private void checkOutbox(Outbox outbox, Limits limits) {
    if (outbox.count() + tells > limits.outboxMax()
        || outbox.bytes() + tellBytes > limits.outboxBytesMax()) {
      throw new BoundPassed(
          "this object would have more than %d messages, or %d bytes of them, to deliver. Tell"
                  .formatted(limits.outboxMax(), limits.outboxBytesMax())
              + " less, or later.");
    }
  }

  private void checkQuestions(ObjectState state, Limits limits) {
    if (questions + (state.hasQuestions() ? state.questions().count() : 0)
        > limits.questionsMax()) {
      throw new BoundPassed(
          "this object would have more than %d questions that have not ended. Wait for answers, or"
                  .formatted(limits.questionsMax())
              + " share them among objects.");
    }
  }

  private void checkCalls(ObjectState state, Limits limits) {
    int count = calls + (state.hasCalls() ? state.calls().count() : 0);
    long bytes = callBytes + (state.hasCalls() ? state.calls().bytes() : 0);
    if (count > limits.callsMax() || bytes > limits.callsBytesMax()) {
      throw new BoundPassed(
          "this object would have more than %d calls, or %d bytes of them, that have not ended."
                  .formatted(limits.callsMax(), limits.callsBytesMax())
              + " Wait for results, or share them among objects.");
    }
  }
}

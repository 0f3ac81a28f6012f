package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.Optional;

/**
 * Questions that have timed out. That one has is decided once, and goes by way of the object's own
 * outbox: the handler that hears of it is tried as often as with any answer.
 */
final class TimeOuts {
  /** Of one batch. */
  private static final int AT_ONCE_MAX = 64;

  private static final String KIND = "time-outs";
  private static final int BYTES = 16;

  private TimeOuts() {}

  /** An event by which the object decides what has timed out. */
  static Envelope envelope(ObjectState state) {
    Delivery delivery =
        new Delivery(
            state.id(),
            new ObjectEvent.MessageReceived(new EncodedMessage(KIND, new byte[0])),
            Optional.empty(),
            Delivery.Reach.EXISTING,
            "",
            Duration.ZERO,
            BYTES);
    // Nobody waits for an answer, and it never expires.
    return new Envelope(state.id().toString(), delivery, _ -> {}, Long.MAX_VALUE);
  }

  static boolean is(Envelope envelope) {
    return envelope.delivery().event()
            instanceof ObjectEvent.MessageReceived(EncodedMessage(String kind, var _))
        && kind.equals(KIND);
  }

  /** Whether something has timed out: asked again by whoever decides it. */
  static void decide(ObjectState state, BatchRun run) {
    if (!state.hasQuestions()) {
      return;
    }
    for (Change.QuestionAsked asked : state.questions().due(state.at(), AT_ONCE_MAX)) {
      run.change(new Change.QuestionDecided(asked.number()));
      run.tell(
          state.id(),
          AnswerFormat.answer(asked.number()),
          Delivery.Reach.EITHER,
          AnswerFormat.timedOut(),
          asked.correlation());
    }
  }
}

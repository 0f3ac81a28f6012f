package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes calls to the outside, one attempt at a time. Who asks decides what follows, with {@link
 * CallStep#after}.
 *
 * <p>Thread rule: callable from any thread; nothing blocks. Stages complete on a thread of the
 * runner, which must not be held up.
 */
public interface CallRunner {
  /** That of a node without a way to the outside: it refuses every call. */
  CallRunner NONE =
      (call, idempotencyKey, traceparent) ->
          CompletableFuture.completedStage(
              new Outcome.Refused(CallResult.Why.NOT_CONFIGURED, "this node makes no calls"));

  /** What came of one attempt. */
  sealed interface Outcome {
    /** The other side answered. */
    record Answered(CallResult.Answered answer) implements Outcome {}

    /**
     * The other side answered that it cannot now: 408, 425, 429, 500, 502, 503, 504.
     *
     * @param pause what it asks for by {@code Retry-After}, at most {@link
     *     dev.holdfast.runtime.CallBounds#PAUSE_MAX}
     */
    record NotNow(CallResult.Answered answer, Optional<Duration> pause) implements Outcome {}

    /** The local work gave this: of its output class, and no larger than a stored value may be. */
    record Worked(Object value) implements Outcome {}

    /** No answer, and another attempt may have one. */
    record Failed(CallResult.Why why, String text) implements Outcome {}

    /** No answer, and no other attempt would have one. */
    record Refused(CallResult.Why why, String text) implements Outcome {}

    /** A bound of the runner was reached. Nothing was sent: this was no attempt. */
    record Busy(String text, Duration pause) implements Outcome {}
  }

  /**
   * Waits for a place, then makes one attempt within the call's deadline.
   *
   * @param idempotencyKey sent as {@code Idempotency-Key}; empty for none
   * @param traceparent sent as it is, if it is one (W3C Trace Context); empty for none
   * @return never fails
   */
  CompletionStage<Outcome> attempt(Call.Http call, String idempotencyKey, String traceparent);

  /** What runs, waits and has come of it so far. */
  default CallVitals vitals() {
    return CallVitals.NONE;
  }
}

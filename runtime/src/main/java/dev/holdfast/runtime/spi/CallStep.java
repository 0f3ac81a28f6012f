package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.CallBounds;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.CallRetry;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.time.Duration;
import java.util.Optional;

/** What follows an attempt of a call: its result, or another attempt. */
public sealed interface CallStep {
  /** Beyond 2^30 times the first pause every longest pause is reached. */
  int DOUBLINGS_MAX = 30;

  /** It is over. */
  record Done(CallResult result) implements CallStep {}

  /**
   * Another attempt is to be made after the pause.
   *
   * @param attempts how many were made: what turned out to be none is not counted
   */
  record Again(Duration pause, int attempts) implements CallStep {}

  /**
   * Decides from what is given alone.
   *
   * @param attempts how many were made, the one of this outcome included
   * @param since from the beginning of the first attempt, also of one that was none, until now
   * @param chance from 0 (inclusive) to 1 (exclusive), for the jitter
   */
  static CallStep after(
      CallRetry policy, Outcome outcome, int attempts, Duration since, double chance) {
    return switch (outcome) {
      case Outcome.Answered(CallResult.Answered answer) -> new Done(answer);
      case Outcome.Worked(Object value) -> new Done(new CallResult.Worked(value));
      case Outcome.Refused(CallResult.Why why, String text) ->
          new Done(new CallResult.GaveUp(why, attempts, text));
      case Outcome.Failed(CallResult.Why why, String text) ->
          again(
              policy,
              attempts,
              since,
              backOff(policy, attempts, chance),
              new CallResult.GaveUp(why, attempts, text));
      case Outcome.NotNow(CallResult.Answered answer, Optional<Duration> asked) ->
          again(
              policy,
              attempts,
              since,
              longer(backOff(policy, attempts, chance), asked.orElse(Duration.ZERO)),
              answer);
      case Outcome.Busy(String text, Duration pause) ->
          within(
              policy,
              attempts - 1,
              since,
              jittered(policy, pause, chance),
              new CallResult.GaveUp(CallResult.Why.OVERLOADED, attempts - 1, text));
    };
  }

  private static CallStep again(
      CallRetry policy, int attempts, Duration since, Duration pause, CallResult otherwise) {
    return attempts >= policy.attempts()
        ? new Done(otherwise)
        : within(policy, attempts, since, pause, otherwise);
  }

  private static CallStep within(
      CallRetry policy, int attempts, Duration since, Duration pause, CallResult otherwise) {
    return since.plus(pause).compareTo(policy.giveUpAfter()) > 0
        ? new Done(otherwise)
        : new Again(pause, attempts);
  }

  private static Duration backOff(CallRetry policy, int attempts, double chance) {
    int doublings = Math.clamp(attempts - 1, 0, DOUBLINGS_MAX);
    // The first pause is at most a day, 2^37 ns times 2^30 overflows: compare before multiplying.
    Duration pause =
        policy.pauseMax().dividedBy(1L << doublings).compareTo(policy.firstPause()) <= 0
            ? policy.pauseMax()
            : policy.firstPause().multipliedBy(1L << doublings);
    return jittered(policy, pause, chance);
  }

  private static Duration jittered(CallRetry policy, Duration pause, double chance) {
    long more = (long) (pause.toNanos() * (policy.jitterPercent() / 100.0) * chance);
    return pause.plusNanos(more);
  }

  private static Duration longer(Duration one, Duration other) {
    Duration bounded = other.compareTo(CallBounds.PAUSE_MAX) > 0 ? CallBounds.PAUSE_MAX : other;
    return one.compareTo(bounded) >= 0 ? one : bounded;
  }
}

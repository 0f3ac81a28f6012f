package dev.holdfast.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.CallBounds;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.CallRetry;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallStepTest {
  private static final CallRetry POLICY =
      new CallRetry(5, Duration.ofSeconds(1), Duration.ofSeconds(6), 50, Duration.ofMinutes(10));

  private static final CallResult.Answered ANSWER =
      new CallResult.Answered(503, Headers.NONE, new byte[0]);

  private static final Outcome FAILED = new Outcome.Failed(CallResult.Why.TIMED_OUT, "late");

  @Test
  void an_answer_is_the_result() {
    assertThat(step(new Outcome.Answered(ANSWER), 1)).isEqualTo(new CallStep.Done(ANSWER));
  }

  @Test
  void what_no_attempt_would_mend_is_given_up_at_once() {
    Outcome refused = new Outcome.Refused(CallResult.Why.REFUSED_ADDRESS, "no");
    assertThat(step(refused, 1))
        .isEqualTo(
            new CallStep.Done(new CallResult.GaveUp(CallResult.Why.REFUSED_ADDRESS, 1, "no")));
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "2, 2000", "3, 4000", "4, 6000"})
  void pauses_double_up_to_the_longest(int attempts, long millis) {
    assertThat(step(FAILED, attempts))
        .isEqualTo(new CallStep.Again(Duration.ofMillis(millis), attempts));
  }

  @ParameterizedTest
  @CsvSource({"0.0, 1000", "0.5, 1250", "0.999999, 1499"})
  void chance_makes_a_pause_longer_up_to_the_jitter(double chance, long millis) {
    CallStep step = CallStep.after(POLICY, FAILED, 1, Duration.ZERO, chance);
    assertThat(((CallStep.Again) step).pause().toMillis()).isEqualTo(millis);
  }

  @Test
  void the_last_attempt_ends_it() {
    assertThat(step(FAILED, 5))
        .isEqualTo(new CallStep.Done(new CallResult.GaveUp(CallResult.Why.TIMED_OUT, 5, "late")));
  }

  @Test
  void an_answer_that_asks_to_come_again_is_the_result_after_the_last_attempt() {
    Outcome notNow = new Outcome.NotNow(ANSWER, Optional.of(Duration.ofSeconds(1)));
    assertThat(step(notNow, 4)).isInstanceOf(CallStep.Again.class);
    assertThat(step(notNow, 5)).isEqualTo(new CallStep.Done(ANSWER));
  }

  @Test
  void a_pause_is_at_least_as_long_as_the_other_side_asks() {
    assertThat(step(new Outcome.NotNow(ANSWER, Optional.of(Duration.ofSeconds(90))), 1))
        .isEqualTo(new CallStep.Again(Duration.ofSeconds(90), 1));
    assertThat(step(new Outcome.NotNow(ANSWER, Optional.of(Duration.ofMillis(1))), 1))
        .isEqualTo(new CallStep.Again(Duration.ofSeconds(1), 1));
  }

  @Test
  void the_result_of_local_work_is_the_result() {
    assertThat(step(new Outcome.Worked("done"), 1))
        .isEqualTo(new CallStep.Done(new CallResult.Worked("done")));
  }

  @Test
  void no_attempt_begins_after_the_time_to_give_up() {
    Duration lastMoment = POLICY.giveUpAfter().minusSeconds(1);
    assertThat(CallStep.after(POLICY, FAILED, 1, lastMoment, 0))
        .isEqualTo(new CallStep.Again(Duration.ofSeconds(1), 1));
    assertThat(CallStep.after(POLICY, FAILED, 1, lastMoment.plusNanos(1), 0))
        .isEqualTo(new CallStep.Done(new CallResult.GaveUp(CallResult.Why.TIMED_OUT, 1, "late")));
    Outcome nextYear = new Outcome.NotNow(ANSWER, Optional.of(Duration.ofDays(365)));
    assertThat(step(nextYear, 1)).isEqualTo(new CallStep.Done(ANSWER));
  }

  @Test
  void a_full_node_costs_no_attempt_but_time() {
    Outcome busy = new Outcome.Busy("full", Duration.ofSeconds(2));
    assertThat(step(busy, 5)).isEqualTo(new CallStep.Again(Duration.ofSeconds(2), 4));
    assertThat(CallStep.after(POLICY, busy, 1, POLICY.giveUpAfter(), 0))
        .isEqualTo(new CallStep.Done(new CallResult.GaveUp(CallResult.Why.OVERLOADED, 0, "full")));
  }

  @Test
  void the_longest_policy_does_not_overflow() {
    CallRetry longest =
        new CallRetry(
            CallBounds.ATTEMPTS_MAX,
            CallBounds.PAUSE_MAX,
            CallBounds.PAUSE_MAX,
            100,
            CallBounds.GIVE_UP_AFTER_MAX);
    assertThat(CallStep.after(longest, FAILED, 99, Duration.ZERO, 0))
        .isEqualTo(new CallStep.Again(CallBounds.PAUSE_MAX, 99));
    CallRetry fine =
        new CallRetry(100, Duration.ofNanos(1), CallBounds.PAUSE_MAX, 0, Duration.ofDays(7));
    assertThat(CallStep.after(fine, FAILED, 99, Duration.ZERO, 0))
        .isEqualTo(new CallStep.Again(Duration.ofNanos(1L << 30), 99));
  }

  private static CallStep step(Outcome outcome, int attempts) {
    return CallStep.after(POLICY, outcome, attempts, Duration.ZERO, 0);
  }
}

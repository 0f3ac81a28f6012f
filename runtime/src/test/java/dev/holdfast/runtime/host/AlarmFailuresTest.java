package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Schedule.Missed;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlarmFailuresTest extends AlarmedObject {
  @Test
  void a_failed_attempt_leaves_no_trace_but_its_count_and_is_tried_again() {
    onAlarm =
        (alarm, context) -> {
          if (alarm.attempt() < 4) {
            throw new IllegalStateException("not yet");
          }
          return Turn.none();
        };
    set("tea", Schedule.after(HOUR));
    object.advance(HOUR);
    Alarm waiting = alarms().get("tea");
    assertThat(waiting.attempts()).isEqualTo(1);
    assertThat(waiting.retryAt())
        .hasValueSatisfying(at ->
            assertThat(at)
                .isBetween(start.plus(HOUR).plusSeconds(2), start.plus(HOUR).plusMillis(2_500)));
    object.advance(HOUR);
    assertThat(fired).extracting(AlarmFired::attempt).containsExactly(1, 2, 3, 4);
    assertThat(dues()).containsOnly(start.plus(HOUR));
    assertThat(alarms()).isEmpty();
  }

  @Test
  void pauses_double_to_a_quarter_of_an_hour_with_a_quarter_of_jitter() {
    for (int attempt = 1; attempt < 40; attempt++) {
      long plain = Math.min(2_000L << Math.min(attempt - 1, 20), 900_000);
      for (int seed = -50; seed < 50; seed++) {
        assertThat(AlarmBackOff.after(attempt, seed).toMillis())
            .isBetween(plain, plain + plain / 4);
      }
    }
  }

  @Test
  void a_refusal_is_a_failed_attempt() {
    onAlarm = (alarm, context) -> Turn.refuse(Refusal.conflict("not now."));
    set("tea", Schedule.after(HOUR));
    object.advance(HOUR);
    assertThat(alarms().get("tea").attempts()).isEqualTo(1);
  }

  @Test
  void an_alarm_that_always_fails_ends_as_a_dead_letter_and_its_schedule_goes_on() {
    onAlarm =
        (alarm, context) -> {
          throw new IllegalStateException("never");
        };
    set("tick", Schedule.every(Duration.ofDays(1), start));
    object.advance(Duration.ofDays(1).plusHours(12));
    assertThat(fired).hasSize(Limits.ALARM_ATTEMPTS_MAX);
    assertThat(alarms().get("tick").attempts()).isZero();
    object.advance(Duration.ofHours(12));
    assertThat(dues().getLast()).isEqualTo(start.plus(Duration.ofDays(2)));
  }

  @Test
  void a_destroyed_object_has_no_alarms() {
    set("tea", Schedule.after(HOUR));
    turn(context -> Turn.draft().destroy());
    object.advance(HOUR.multipliedBy(2));
    assertThat(fired).isEmpty();
  }

  @Test
  void an_alarm_that_never_rests_is_slowed() {
    onAlarm = (alarm, context) -> Turn.draft().setAlarm("busy", Schedule.after(Duration.ZERO));
    set("busy", Schedule.after(Duration.ZERO));
    assertThat(fired).hasSizeBetween(100, 102);
    int before = fired.size();
    object.advance(Duration.ofSeconds(10));
    assertThat(fired).hasSize(before + 10);
  }

  @Test
  void alarms_that_set_each_other_without_end_are_slowed_whatever_else_fires() {
    onAlarm =
        (alarm, context) ->
            switch (alarm.name()) {
              case "ping" -> Turn.draft().setAlarm("pong", Schedule.after(Duration.ZERO));
              case "pong" -> Turn.draft().setAlarm("ping", Schedule.after(Duration.ZERO));
              default -> Turn.none();
            };
    set("tick", Schedule.every(Duration.ofMillis(100), start));
    set("ping", Schedule.after(Duration.ZERO));
    assertThat(fired).hasSizeBetween(100, 102);
    fired.clear();
    object.advance(Duration.ofSeconds(10));
    assertThat(names().stream().filter(name -> !name.equals("tick"))).hasSize(10);
  }

  @Test
  void work_in_steps_that_ends_is_not_slowed_the_next_time() {
    onAlarm =
        (alarm, context) ->
            fired.size() % 90 == 0
                ? Turn.none()
                : Turn.draft().setAlarm("step", Schedule.after(Duration.ZERO));
    for (int i = 1; i <= 3; i++) {
      set("step", Schedule.after(Duration.ZERO));
      assertThat(fired).hasSize(90 * i);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-tick", "z-tick"})
  void one_that_is_slowed_fires_though_it_is_set_again_before_it_does(String tick) {
    onAlarm =
        (alarm, context) ->
            switch (alarm.name()) {
              case "busy" -> Turn.draft().setAlarm("busy", Schedule.after(Duration.ZERO));
              case "step" -> Turn.none();
              default -> Turn.draft().setAlarm("step", Schedule.after(Duration.ZERO));
            };
    set("busy", Schedule.after(Duration.ZERO));
    set(tick, Schedule.every(Duration.ofMillis(500), start));
    fired.clear();
    object.advance(Duration.ofSeconds(10));
    assertThat(names().stream().filter("step"::equals)).hasSizeBetween(6, 10);
    assertThat(names().stream().filter("busy"::equals)).hasSize(10);
  }

  @Test
  void what_was_cleared_before_it_fired_does_not_slow_the_others() {
    onAlarm =
        (alarm, context) ->
            switch (alarm.name()) {
              case "first" -> Turn.draft().setAlarm("cleared", Schedule.after(Duration.ZERO));
              case "second" -> Turn.draft().clearAlarm("cleared");
              case "tick" -> Turn.draft().setAlarm("step", Schedule.after(Duration.ZERO));
              default -> Turn.none();
            };
    set("first", Schedule.after(HOUR));
    set("second", Schedule.after(HOUR));
    object.advance(HOUR);
    requireStepsAtOnce();
  }

  @Test
  void what_fails_for_good_does_not_slow_the_others() {
    onAlarm =
        (alarm, context) ->
            switch (alarm.name()) {
              case "first" -> Turn.draft().setAlarm("fails", Schedule.after(Duration.ZERO));
              case "fails" -> throw new IllegalStateException("never");
              case "tick" -> Turn.draft().setAlarm("step", Schedule.after(Duration.ZERO));
              default -> Turn.none();
            };
    set("first", Schedule.after(HOUR));
    object.advance(HOUR);
    requireStepsAtOnce();
  }

  private void requireStepsAtOnce() {
    set("tick", Schedule.every(Duration.ofMillis(500), start));
    fired.clear();
    object.advance(Duration.ofSeconds(200));
    assertThat(names().stream().filter("step"::equals)).hasSize(400);
  }

  @Test
  void a_schedule_that_catches_up_is_not_slowed() {
    set("tick", Schedule.every(Duration.ofSeconds(1), start).missed(Missed.EACH));
    pass(Duration.ofSeconds(500));
    object.advance(Duration.ZERO);
    assertThat(fired).hasSize(500);
  }

  @Test
  void more_alarms_than_the_bound_are_refused_as_a_whole() {
    Answer answer =
        turn(context -> {
          Turn turn = Turn.draft();
          for (int i = 0; i <= Limits.DEFAULTS.alarmsMax(); i++) {
            turn.setAlarm("alarm-" + i, Schedule.after(HOUR));
          }
          return turn;
        });
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.TOO_LARGE));
    assertThat(alarms()).isEmpty();
  }

  @Test
  void what_no_alarm_can_be_is_told_at_once() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Turn.draft().setAlarm("", Schedule.after(HOUR)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Turn.draft().setAlarm("ä".repeat(129), Schedule.after(HOUR)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.every(Duration.ZERO, start))
        .withMessageContaining("100 ms");
    assertThatIllegalArgumentException().isThrownBy(() -> Schedule.at(Instant.MAX));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.after(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThatIllegalArgumentException().isThrownBy(() -> Schedule.after(HOUR).missed(Missed.EACH));
  }
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.holdfast.runtime.Cron;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What no alarm can be is told at once; what it can be, if only just, fires as it should. */
class AlarmBadInputTest extends AlarmedObject {
  private static final int DEAD_LETTERS_MAX = Limits.DEFAULTS.deadLettersMax();
  private static final Logger NOISE = (Logger) LoggerFactory.getLogger("dev.holdfast.runtime.host");

  @BeforeAll
  static void quiet() {
    NOISE.setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    NOISE.setLevel(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "-9999-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z"
      })
  void a_time_before_1970_is_past_and_fires_at_once(String time) {
    set("old", Schedule.at(Instant.parse(time)));
    assertThat(dues()).containsExactly(Instant.EPOCH);
    assertThat(fired.getFirst().late()).isTrue();
    object.sleepAndWake();
    assertThat(alarms()).isEmpty();
  }

  @Test
  void a_delay_of_less_than_nothing_is_over() {
    set("old", Schedule.after(Duration.ofSeconds(Long.MIN_VALUE)));
    assertThat(dues()).containsExactly(start);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9999-01-01T00:00:00.000000001Z",
        "+10000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void a_time_after_the_last_one_is_refused(String time) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.at(Instant.parse(time)))
        .withMessageContaining("Use a time before 9999");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.every(HOUR, Instant.parse(time)));
  }

  @Test
  void the_last_time_of_all_can_be_set_waits_and_is_read_back() {
    set("last", Schedule.at(Limits.ALARM_TIME_MAX));
    set("far", Schedule.after(Limits.TYPE_TIME_MAX));
    object.advance(Duration.ofDays(365));
    object.sleepAndWake();
    assertThat(alarms().get("last").due()).isEqualTo(Limits.ALARM_TIME_MAX);
    assertThat(fired).isEmpty();
    object.advance(Limits.TYPE_TIME_MAX);
    assertThat(names()).containsExactly("far");
  }

  @Test
  void an_interval_of_nothing_less_or_too_much_is_refused() {
    for (Duration interval :
        new Duration[] {
          Duration.ZERO,
          Duration.ofNanos(1),
          Limits.ALARM_INTERVAL_MIN.minusNanos(1),
          Duration.ofSeconds(-1),
          Duration.ofSeconds(Long.MIN_VALUE),
          Limits.TYPE_TIME_MAX.plusNanos(1),
          Duration.ofSeconds(Long.MAX_VALUE)
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Schedule.every(interval, start))
          .withMessageContaining("100 ms");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.every(HOUR, Instant.EPOCH.minusNanos(1)));
  }

  @Test
  void the_shortest_and_the_longest_interval_fire() {
    set("short", Schedule.every(Limits.ALARM_INTERVAL_MIN, Instant.EPOCH));
    object.advance(SECOND);
    assertThat(fired).hasSize(10);
    turn(context -> Turn.draft().clearAlarm("short"));
    set("long", Schedule.every(Limits.TYPE_TIME_MAX, start));
    object.advance(Limits.TYPE_TIME_MAX);
    assertThat(names().getLast()).isEqualTo("long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\0", "tea\0cup", "\ud83c", "\udf75tea"})
  void a_name_that_cannot_be_stored_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Turn.draft().setAlarm(name, Schedule.after(HOUR)))
        .withMessageContaining("1 to 256 bytes");
  }

  @Test
  void a_name_may_be_as_long_as_the_bound_in_bytes_and_of_any_signs() {
    String longest = "\ud83c\udf75".repeat(64);
    String odd = "' OR 1=1; -- \n\t/%";
    set(longest, Schedule.after(HOUR));
    set(odd, Schedule.after(HOUR));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Turn.draft().setAlarm(longest + "a", Schedule.after(HOUR)));
    object.sleepAndWake();
    object.advance(HOUR);
    assertThat(names()).containsExactlyInAnyOrder(longest, odd);
  }

  @Test
  void a_handler_that_is_refused_an_alarm_leaves_no_trace() {
    set("tea", Schedule.after(HOUR));
    Answer answer =
        turn(context ->
            Turn.draft().clearAlarm("tea").setAlarm("x", Schedule.cron(Cron.unix("0 0 30 2 *"))));
    assertThat(answer).isInstanceOf(Answer.Failed.class);
    assertThat(turn(context -> Turn.draft().clearAlarm("tea").setAlarm("", Schedule.after(HOUR))))
        .isInstanceOf(Answer.Failed.class);
    assertThat(alarms()).containsOnlyKeys("tea");
  }

  @Test
  void what_always_fails_is_kept_and_tried_on_while_no_more_dead_letters_fit() {
    onAlarm =
        (alarm, context) -> {
          throw new IllegalStateException("never");
        };
    for (int i = 0; i <= DEAD_LETTERS_MAX; i++) {
      set("alarm-" + i, Schedule.after(HOUR));
    }
    object.advance(Duration.ofHours(24));
    assertThat(alarms()).hasSize(1);
    assertThat(alarms().values().iterator().next().attempts())
        .isGreaterThan(Limits.ALARM_ATTEMPTS_MAX);
    String kept = alarms().firstKey();

    onAlarm = (alarm, context) -> Turn.none();
    fired.clear();
    object.advance(HOUR);

    assertThat(names()).containsExactly(kept);
    assertThat(alarms()).isEmpty();
  }
}

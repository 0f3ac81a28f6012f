package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.Cron;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Schedule.Missed;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class AlarmsTest extends AlarmedObject {
  @Test
  void an_alarm_fires_at_its_time_once_and_never_early() {
    set("tea", Schedule.after(HOUR));
    object.advance(HOUR.minusNanos(1));
    assertThat(fired).isEmpty();
    object.advance(Duration.ofNanos(1));
    assertThat(fired).containsExactly(new AlarmFired("tea", start.plus(HOUR), 1, false, 1));
    object.advance(HOUR);
    assertThat(fired).hasSize(1);
    assertThat(alarms()).isEmpty();
  }

  @Test
  void an_alarm_wakes_an_object_that_sleeps() {
    set("tea", Schedule.at(start.plus(HOUR)));
    object.sleepAndWake();
    assertThat(object.isAwake()).isFalse();
    object.advance(HOUR);
    assertThat(names()).containsExactly("tea");
  }

  @Test
  void handling_an_alarm_and_its_removal_are_one_commit() {
    set("tea", Schedule.after(SECOND));
    long before = object.commits();
    object.advance(SECOND);
    assertThat(object.commits()).isEqualTo(before + 1);
  }

  @Test
  void an_alarm_of_the_past_fires_at_once_and_is_called_late() {
    set("old", Schedule.at(start.minus(HOUR)));
    assertThat(fired).containsExactly(new AlarmFired("old", start.minus(HOUR), 1, true, 1));
  }

  @Test
  void a_cleared_alarm_never_fires() {
    set("tea", Schedule.after(HOUR));
    turn(context -> Turn.draft().clearAlarm("tea"));
    object.advance(HOUR.multipliedBy(2));
    assertThat(fired).isEmpty();
  }

  @Test
  void a_moved_alarm_fires_at_its_new_time_only() {
    set("tea", Schedule.after(HOUR));
    set("tea", Schedule.after(HOUR.multipliedBy(3)));
    object.advance(HOUR.multipliedBy(9));
    assertThat(dues()).containsExactly(start.plus(HOUR.multipliedBy(3)));
  }

  @Test
  void alarms_fire_in_the_order_of_their_times() {
    set("b", Schedule.after(Duration.ofSeconds(2)));
    set("c", Schedule.after(Duration.ofSeconds(3)));
    set("a", Schedule.after(Duration.ofSeconds(1)));
    object.advance(HOUR);
    assertThat(names()).containsExactly("a", "b", "c");
  }

  @Test
  void an_object_sees_its_alarms() {
    Schedule hourly = Schedule.every(HOUR, start);
    set("tea", Schedule.after(HOUR));
    set("hourly", hourly);
    SortedMap<String, Alarm> alarms = alarms();
    assertThat(alarms).containsOnlyKeys("hourly", "tea");
    assertThat(alarms.get("hourly").schedule()).isEqualTo(hourly);
    assertThat(alarms.get("tea").due()).isEqualTo(start.plus(HOUR));
    object.sleepAndWake();
    assertThat(alarms()).isEqualTo(alarms);
  }

  @Test
  void a_handler_may_set_its_own_alarm_anew_and_others() {
    onAlarm =
        (alarm, context) ->
            alarm.name().equals("tea")
                ? Turn.draft()
                    .setAlarm("tea", Schedule.at(start.plus(HOUR.multipliedBy(5))))
                    .setAlarm("cup", Schedule.after(SECOND))
                : Turn.none();
    set("tea", Schedule.after(HOUR));
    object.advance(HOUR.multipliedBy(4));
    assertThat(names()).containsExactly("tea", "cup");
    assertThat(alarms()).containsOnlyKeys("tea");
  }

  @Test
  void an_interval_keeps_to_its_anchor_however_late_it_fires() {
    set("tick", Schedule.every(Duration.ofMinutes(15), start.plusSeconds(60)));
    object.advance(Duration.ofMinutes(32));
    assertThat(dues())
        .containsExactly(
            start.plusSeconds(60), start.plusSeconds(16 * 60), start.plusSeconds(31 * 60));
  }

  @Test
  void a_cron_schedule_fires_by_the_clock_of_its_zone() {
    set("daily", Schedule.cron(Cron.unix("30 9 * * *").in("Europe/Berlin")));
    object.advance(Duration.ofDays(2));
    assertThat(dues())
        .containsExactly(
            Instant.parse("2026-01-01T08:30:00Z"), Instant.parse("2026-01-02T08:30:00Z"));
  }

  @Test
  void one_firing_stands_for_all_that_were_missed() {
    set("tick", Schedule.every(HOUR, start));
    pass(HOUR.multipliedBy(5).plusSeconds(60));
    object.advance(Duration.ZERO);
    assertThat(fired).containsExactly(new AlarmFired("tick", start.plus(HOUR), 1, true, 5));
    object.advance(HOUR);
    assertThat(dues().getLast()).isEqualTo(start.plus(HOUR.multipliedBy(6)));
  }

  @Test
  void each_missed_time_is_fired_where_that_is_asked_for() {
    set("tick", Schedule.every(HOUR, start).missed(Missed.EACH));
    pass(HOUR.multipliedBy(3).plusSeconds(60));
    object.advance(Duration.ZERO);
    assertThat(dues())
        .containsExactly(
            start.plus(HOUR), start.plus(HOUR.multipliedBy(2)), start.plus(HOUR.multipliedBy(3)));
    assertThat(fired).allMatch(alarm -> alarm.firings() == 1);
  }

  @Test
  void missed_times_are_skipped_where_that_is_asked_for() {
    set("tick", Schedule.every(HOUR, start).missed(Missed.SKIP));
    pass(HOUR.multipliedBy(3).plusSeconds(60));
    object.advance(Duration.ZERO);
    assertThat(fired).isEmpty();
    object.advance(HOUR);
    assertThat(dues()).containsExactly(start.plus(HOUR.multipliedBy(4)));
  }

  @Test
  void a_time_that_was_missed_by_a_moment_is_not_skipped() {
    set("tick", Schedule.every(HOUR, start).missed(Missed.SKIP));
    pass(HOUR.multipliedBy(3).plusSeconds(2));
    object.advance(Duration.ZERO);
    assertThat(dues()).containsExactly(start.plus(HOUR.multipliedBy(3)));
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Cron;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Schedule.Missed;
import dev.holdfast.runtime.host.stored.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a due alarm comes to now.
 *
 * @param event what the object gets; empty when all its times were missed and are to be skipped
 * @param next when it is due again once this is done; empty for one that fires once
 */
record Firing(Optional<ObjectEvent.AlarmFired> event, Optional<Instant> next) {
  /** Nothing now, and nothing later. */
  static final Firing NONE = new Firing(Optional.empty(), Optional.empty());

  /** Missed times of a cron schedule are counted up to here: a year of hours is less. */
  static final long COUNTED_MAX = 10_000;

  /** First times of a schedule: when it fires first, set at {@code now}. */
  static Instant first(Schedule schedule, Instant now) {
    return switch (schedule) {
      case Schedule.At(Instant time) -> time;
      case Schedule.After(Duration delay) -> delay.isNegative() ? now : now.plus(delay);
      case Schedule.Every every -> after(every, now);
      case Schedule.ByCron(Cron cron, Missed _) -> cron.next(now);
    };
  }

  static Firing of(Change.AlarmSet alarm, Instant now) {
    return switch (StoredSchedule.schedule(alarm)) {
      case Schedule.At _, Schedule.After _ ->
          new Firing(Optional.of(event(alarm, alarm.due(), now, 1)), Optional.empty());
      case Schedule.Every every -> of(alarm, now, every.missed(), new EveryTimes(every));
      case Schedule.ByCron(Cron cron, Missed missed) -> of(alarm, now, missed, cron::next);
    };
  }

  private static Firing of(Change.AlarmSet alarm, Instant now, Missed missed, Times times) {
    return switch (missed) {
      case ONCE -> {
        long firings = times.count(alarm.due(), now);
        yield new Firing(
            Optional.of(event(alarm, alarm.due(), now, firings)), Optional.of(times.next(now)));
      }
      case EACH ->
          new Firing(
              Optional.of(event(alarm, alarm.due(), now, 1)), Optional.of(times.next(alarm.due())));
      case SKIP -> skipping(alarm, now, times);
    };
  }

  /** The newest of its times is fired if it is not too long ago; one that was begun is finished. */
  private static Firing skipping(Change.AlarmSet alarm, Instant now, Times times) {
    Instant next = times.next(now);
    if (alarm.attempts() > 0) {
      return new Firing(Optional.of(event(alarm, alarm.due(), now, 1)), Optional.of(next));
    }
    Instant earliest = now.minus(Limits.ALARM_LATE_AFTER);
    Instant fresh =
        alarm.due().isBefore(earliest) ? times.next(earliest.minusNanos(1)) : alarm.due();
    if (fresh.isAfter(now)) {
      return new Firing(Optional.empty(), Optional.of(next));
    }
    return new Firing(Optional.of(event(alarm, fresh, now, 1)), Optional.of(times.next(fresh)));
  }

  private static ObjectEvent.AlarmFired event(
      Change.AlarmSet alarm, Instant due, Instant now, long firings) {
    boolean late = due.plus(Limits.ALARM_LATE_AFTER).isBefore(now);
    return new ObjectEvent.AlarmFired(
        AlarmName.shown(alarm.name()), due, alarm.attempts() + 1, late, firings);
  }

  /** The times of a schedule that fires again and again. */
  private interface Times {
    /** The first one after that. */
    Instant next(Instant after);

    /** How many there are from {@code due}, which is one, to now. */
    default long count(Instant due, Instant now) {
      long count = 1;
      for (Instant t = next(due); !t.isAfter(now) && count < COUNTED_MAX; t = next(t)) {
        count++;
      }
      return count;
    }
  }

  private record EveryTimes(Schedule.Every every) implements Times {
    @Override
    public Instant next(Instant after) {
      return Firing.after(every, after);
    }

    @Override
    public long count(Instant due, Instant now) {
      return 1 + Duration.between(due, now).dividedBy(every.interval());
    }
  }

  private static Instant after(Schedule.Every every, Instant after) {
    if (after.isBefore(every.anchor())) {
      return every.anchor();
    }
    long passed = Duration.between(every.anchor(), after).dividedBy(every.interval());
    return every.anchor().plus(every.interval().multipliedBy(passed + 1));
  }
}

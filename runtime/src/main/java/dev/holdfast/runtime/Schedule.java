package dev.holdfast.runtime;

import java.time.Duration;
import java.time.Instant;

/**
 * When an alarm fires. It never fires early. Make one with the methods here and give it to {@link
 * Turn#setAlarm}.
 */
public sealed interface Schedule {

  /** What becomes of times at which nobody could be woken, as when the node was down. */
  enum Missed {
    /** One firing stands for all that were missed; {@code AlarmFired.firings()} says how many. */
    ONCE,
    /** Every missed time is fired, one after another. */
    EACH,
    /**
     * A time that is more than {@link Limits#ALARM_LATE_AFTER} ago is not fired; the next one is.
     */
    SKIP
  }

  /** Once, at that time; at once when it is past. A time before 1970 counts as 1970. */
  record At(Instant time) implements Schedule {
    public At {
      // Past is past, and what lies thousands of years back fits into no database.
      time = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
      if (time.isAfter(Limits.ALARM_TIME_MAX)) {
        throw new IllegalArgumentException(
            "an alarm at %s is too far off. Use a time before %s."
                .formatted(time, Limits.ALARM_TIME_MAX));
      }
    }
  }

  /** Once, that long after the turn that sets it; at once when it is negative. */
  record After(Duration delay) implements Schedule {
    public After {
      if (delay.compareTo(Limits.TYPE_TIME_MAX) > 0) {
        throw new IllegalArgumentException(
            "an alarm in %s is too far off. Use at most %d days."
                .formatted(delay, Limits.TYPE_TIME_MAX.toDays()));
      }
    }
  }

  /**
   * Again and again, at {@code anchor} plus every multiple of the interval that lies after the turn
   * which sets it: late firings do not shift later ones.
   */
  record Every(Duration interval, Instant anchor, Missed missed) implements Schedule {
    public Every {
      if (interval.compareTo(Limits.ALARM_INTERVAL_MIN) < 0
          || interval.compareTo(Limits.TYPE_TIME_MAX) > 0) {
        throw new IllegalArgumentException(
            "an interval of %s cannot be kept. Use %d ms to %d days."
                .formatted(
                    interval, Limits.ALARM_INTERVAL_MIN.toMillis(), Limits.TYPE_TIME_MAX.toDays()));
      }
      if (anchor.isAfter(Limits.ALARM_TIME_MAX) || anchor.isBefore(Instant.EPOCH)) {
        throw new IllegalArgumentException(
            "the anchor %s is too far off. Use a time from 1970 to %s."
                .formatted(anchor, Limits.ALARM_TIME_MAX));
      }
    }
  }

  /** Whenever the cron expression says so. */
  record ByCron(Cron cron, Missed missed) implements Schedule {}

  /** Once, at that time; at once when it is past. */
  static Schedule at(Instant time) {
    return new At(time);
  }

  /** Once, that long from now. */
  static Schedule after(Duration delay) {
    return new After(delay);
  }

  /**
   * Every interval from the anchor on, such as {@code context.now()} or a full hour; one firing for
   * all that were missed.
   */
  static Schedule every(Duration interval, Instant anchor) {
    return new Every(interval, anchor, Missed.ONCE);
  }

  /** By a cron expression; one firing for all that were missed. */
  static Schedule cron(Cron cron) {
    return new ByCron(cron, Missed.ONCE);
  }

  /** The same schedule with another answer to missed times. Throws for one that fires once. */
  default Schedule missed(Missed missed) {
    return switch (this) {
      case Every(Duration interval, Instant anchor, Missed _) ->
          new Every(interval, anchor, missed);
      case ByCron(Cron cron, Missed _) -> new ByCron(cron, missed);
      case At _, After _ ->
          throw new IllegalArgumentException(
              "an alarm that fires once is never missed: it fires late. Leave missed() away.");
    };
  }
}

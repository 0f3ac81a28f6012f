package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.Cron;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Schedule.Missed;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/**
 * Schedules as they are stored: {@code at}; {@code every PT15M 2026-01-01T00:00:00Z once}; {@code
 * cron unix Europe/Berlin once 30 2 * * *}.
 */
final class StoredSchedule {
  /** Of an alarm that fires once. */
  static final String ONCE = "at";

  private static final String EVERY = "every";
  private static final String CRON = "cron";

  /** Kind, dialect, zone, missed, and the expression, which has spaces of its own. */
  private static final int CRON_PARTS = 5;

  private StoredSchedule() {}

  /** The schedule's text; that of a time is in the alarm itself. */
  static String text(Schedule schedule) {
    return switch (schedule) {
      case Schedule.At _, Schedule.After _ -> ONCE;
      case Schedule.Every(Duration interval, Instant anchor, Missed missed) ->
          "%s %s %s %s".formatted(EVERY, interval, anchor, lower(missed));
      case Schedule.ByCron(Cron cron, Missed missed) ->
          "%s %s %s %s %s"
              .formatted(
                  CRON, lower(cron.dialect()), cron.zone(), lower(missed), cron.expression());
    };
  }

  /** Throws {@link UnreadableException} for a text that {@link #text} did not make. */
  static Schedule schedule(Change.AlarmSet alarm) {
    String[] parts = alarm.schedule().split(" ", CRON_PARTS);
    try {
      return switch (parts[0]) {
        case ONCE -> new Schedule.At(alarm.due());
        case EVERY ->
            new Schedule.Every(
                Duration.parse(parts[1]), Instant.parse(parts[2]), Missed.valueOf(upper(parts[3])));
        case CRON ->
            new Schedule.ByCron(
                Cron.of(Cron.Dialect.valueOf(upper(parts[1])), parts[4]).in(ZoneId.of(parts[2])),
                Missed.valueOf(upper(parts[3])));
        default -> throw unreadable(alarm);
      };
    } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw unreadable(alarm);
    }
  }

  /** Whether it fires once; such an alarm is gone when it fired, unless its handler set it anew. */
  static boolean isOnce(Change.AlarmSet alarm) {
    return alarm.schedule().equals(ONCE);
  }

  static Alarm alarm(Change.AlarmSet stored) {
    return new Alarm(
        stored.name(),
        schedule(stored),
        stored.due(),
        stored.attempts(),
        stored.attempts() == 0 ? Optional.empty() : Optional.of(stored.fireAt()));
  }

  private static UnreadableException unreadable(Change.AlarmSet alarm) {
    return new UnreadableException(
        "the schedule of alarm '%s' cannot be read: '%s'"
            .formatted(alarm.name(), alarm.schedule()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String value) {
    return value.toUpperCase(Locale.ROOT);
  }
}

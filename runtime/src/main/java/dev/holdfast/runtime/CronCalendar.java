package dev.holdfast.runtime;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * What a cron expression says about local time, with no zone. Our own rather than a library's: the
 * API may use the JDK only, cron-utils takes a range that wraps around for its first value, and
 * Spring wants both day fields to fit.
 *
 * @param minutes bit n stands for minute n
 * @param hours bit n stands for hour n
 * @param months bit n stands for month n, January being 1
 * @param fixedTimes whether hours are named, other than by {@code *} or a step of it
 */
record CronCalendar(long minutes, long hours, CronDays days, long months, boolean fixedTimes) {
  /**
   * How far a day is sought. The calendar repeats, weekdays included, every 400 years: a day that
   * does not come in them never comes. The rarest, 29 February on a given weekday, takes 40.
   */
  static final int YEARS_SOUGHT = 400;

  private static final LocalDate ANY_DAY = LocalDate.of(2000, 1, 1);

  /** Whether there is any day that fits. */
  boolean everComes() {
    return dayFrom(ANY_DAY).isPresent();
  }

  /** The first fitting minute at or after a full one; empty when the last year has ended. */
  Optional<LocalDateTime> from(LocalDateTime start) {
    LocalDate today = start.toLocalDate();
    if (fits(today)) {
      int hour = first(hours, start.getHour());
      int minute = first(minutes, hour == start.getHour() ? start.getMinute() : 0);
      if (minute == Long.SIZE) {
        hour = first(hours, start.getHour() + 1);
        minute = first(minutes, 0);
      }
      if (hour < Long.SIZE) {
        return Optional.of(today.atTime(hour, minute));
      }
    }
    return dayFrom(today.plusDays(1)).map(day -> day.atTime(first(hours, 0), first(minutes, 0)));
  }

  private Optional<LocalDate> dayFrom(LocalDate start) {
    LocalDate end = start.plusYears(YEARS_SOUGHT);
    LocalDate day = start;
    while (day.isBefore(end) && day.getYear() <= Cron.YEAR_MAX) {
      if (!hasMonth(day)) {
        day = day.withDayOfMonth(1).plusMonths(1);
      } else if (days.include(day)) {
        return Optional.of(day);
      } else {
        day = day.plusDays(1);
      }
    }
    return Optional.empty();
  }

  private boolean fits(LocalDate day) {
    return day.getYear() <= Cron.YEAR_MAX && hasMonth(day) && days.include(day);
  }

  private boolean hasMonth(LocalDate day) {
    return ((months >> day.getMonthValue()) & 1) == 1;
  }

  /** The lowest value of a set from {@code least} on; {@link Long#SIZE} when there is none. */
  private static int first(long set, int least) {
    return Long.numberOfTrailingZeros(set & (-1L << least));
  }
}

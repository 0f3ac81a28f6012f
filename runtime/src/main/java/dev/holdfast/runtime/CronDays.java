package dev.holdfast.runtime;

import java.time.LocalDate;

/** Which days a cron expression means. Weekdays are counted from Sunday, which is 0. */
sealed interface CronDays {

  /** All days. */
  record Every() implements CronDays {}

  /** Bit n of the set stands for day n of a month. */
  record OfMonth(long set) implements CronDays {}

  /** That many days before the last of a month. */
  record BeforeLast(int days) implements CronDays {}

  /** The working day nearest to that day, in the same month; none in a month without that day. */
  record WorkingNear(int dayOfMonth) implements CronDays {}

  /** The working day nearest to that many days before the last, in the same month. */
  record WorkingNearLast(int daysBefore) implements CronDays {}

  /** Bit n of the set stands for weekday n. */
  record OfWeek(long set) implements CronDays {}

  /** The last such weekday of a month. */
  record LastOfWeek(int weekday) implements CronDays {}

  /** The first, second, ... such weekday of a month. */
  record NthOfWeek(int weekday, int nth) implements CronDays {}

  /** The days of both. */
  record Either(CronDays one, CronDays other) implements CronDays {}

  default boolean include(LocalDate date) {
    int day = date.getDayOfMonth();
    int last = date.lengthOfMonth();
    return switch (this) {
      case Every _ -> true;
      case OfMonth(long set) -> ((set >> day) & 1) == 1;
      case BeforeLast(int days) -> day == last - days;
      case WorkingNear(int near) -> isWorkingDayNear(near, date);
      case WorkingNearLast(int days) -> isWorkingDayNear(last - days, date);
      case OfWeek(long set) -> ((set >> weekday(date)) & 1) == 1;
      case LastOfWeek(int weekday) -> weekday == weekday(date) && day + 7 > last;
      case NthOfWeek(int weekday, int nth) -> weekday == weekday(date) && (day - 1) / 7 + 1 == nth;
      case Either(CronDays one, CronDays other) -> one.include(date) || other.include(date);
    };
  }

  private static boolean isWorkingDayNear(int near, LocalDate date) {
    int last = date.lengthOfMonth();
    if (near < 1 || near > last) {
      return false;
    }
    int nearest =
        switch (date.withDayOfMonth(near).getDayOfWeek()) {
          case SATURDAY -> near == 1 ? near + 2 : near - 1;
          case SUNDAY -> near == last ? near - 2 : near + 1;
          case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> near;
        };
    return date.getDayOfMonth() == nearest;
  }

  private static int weekday(LocalDate date) {
    return date.getDayOfWeek().getValue() % 7;
  }
}

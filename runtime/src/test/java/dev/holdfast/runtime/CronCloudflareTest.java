package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Wrangler trigger may say that a crontab may not. */
class CronCloudflareTest {
  /** A Sunday. */
  private static final Instant NOV_1 = Instant.parse("2026-11-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "1, 2026-11-08",
    "sun, 2026-11-08",
    "2, 2026-11-02",
    "MON, 2026-11-02",
    "6, 2026-11-06",
    "7, 2026-11-07",
    "Sat, 2026-11-07",
    "L, 2026-11-07"
  })
  void weekdays_count_from_sunday_as_1(String weekday, String day) {
    assertThat(Cron.cloudflare("0 0 * * " + weekday).next(NOV_1)).isEqualTo(day + "T00:00:00Z");
  }

  @Test
  void a_range_may_wrap_around_in_every_field() {
    assertThat(seen("57-2 0 * * *", ZonedDateTime::getMinute)).containsExactly(0, 1, 2, 57, 58, 59);
    assertThat(seen("0 22-2 * * *", ZonedDateTime::getHour)).containsExactly(0, 1, 2, 22, 23);
    assertThat(seen("0 0 30-2 * *", ZonedDateTime::getDayOfMonth)).containsExactly(1, 2, 30, 31);
    assertThat(seen("0 0 1 nov-2 *", ZonedDateTime::getMonthValue)).containsExactly(1, 2, 11, 12);
    assertThat(seen("0 0 * * fri-MON", CronCloudflareTest::isoWeekday)).containsExactly(1, 5, 6, 7);
    assertThat(seen("0 0 * * 7-1", CronCloudflareTest::isoWeekday)).containsExactly(6, 7);
  }

  @Test
  void a_step_goes_on_around_the_wrap() {
    assertThat(seen("50-20/15 0 * * *", ZonedDateTime::getMinute)).containsExactly(5, 20, 50);
    assertThat(seen("0 22-3/2 * * *", ZonedDateTime::getHour)).containsExactly(0, 2, 22);
    assertThat(seen("0 0 1 11-4/3 *", ZonedDateTime::getMonthValue)).containsExactly(2, 11);
    assertThat(seen("0 0 * * 6-3/2", CronCloudflareTest::isoWeekday)).containsExactly(2, 5, 7);
  }

  @Test
  void lists_hold_values_ranges_and_steps() {
    assertThat(seen("*/30,*/20 0 * * *", ZonedDateTime::getMinute)).containsExactly(0, 20, 30, 40);
    assertThat(seen("0,5-7,10-30/10,40/15 0 * * *", ZonedDateTime::getMinute))
        .containsExactly(0, 5, 6, 7, 10, 20, 30, 40, 55);
    assertThat(seen("5-5 3-3/2 * * *", ZonedDateTime::getHour)).containsExactly(3);
  }

  @ParameterizedTest
  @CsvSource({
    // The last day of the month, and days before it; 31 October 2026 is a Saturday.
    "L, 2026-10-01, 2026-10-31",
    "L, 2027-02-01, 2027-02-28",
    "L, 2028-02-01, 2028-02-29",
    "L-3, 2026-10-01, 2026-10-28",
    "L-3, 2027-02-01, 2027-02-25",
    "L-30, 2026-11-02, 2026-12-01",
    // The last working day.
    "LW, 2026-10-01, 2026-10-30",
    "LW, 2026-05-01, 2026-05-29",
    "LW, 2026-09-01, 2026-09-30",
    // The working day nearest to a day before the last: of Saturday 28 and Sunday 29 November,
    "L-2W, 2026-11-01, 2026-11-27",
    "L-1W, 2026-11-01, 2026-11-30",
    // and of Saturday 1 August, without leaving the month.
    "L-30W, 2026-08-01, 2026-08-03",
    // The working day nearest to a day: of Saturday 15 and Sunday 16 August, and a Monday,
    "15W, 2026-08-01, 2026-08-14",
    "16W, 2026-08-01, 2026-08-17",
    "17W, 2026-08-01, 2026-08-17",
    // without leaving the month at its first and last day, and none in a month without that day.
    "1W, 2026-07-31, 2026-08-03",
    "1W, 2026-10-31, 2026-11-02",
    "31W, 2026-05-01, 2026-05-29",
    "31W, 2026-10-01, 2026-10-30",
    "31W, 2026-11-01, 2026-12-31",
  })
  void days_of_the_month_count_from_its_end_or_are_working_days(
      String day, String from, String next) {
    assertThat(after("0 0 %s * *".formatted(day), from)).isEqualTo(next + "T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "6L, 2026-11-01, 2026-11-27",
    "friL, 2026-11-01, 2026-11-27",
    "FRIL, 2026-11-28, 2026-12-25",
    "1L, 2026-11-01, 2026-11-29",
    "2#1, 2026-11-01, 2026-11-02",
    "mon#1, 2026-11-03, 2026-12-07",
    "1#5, 2026-11-01, 2026-11-29",
    "2#5, 2026-12-01, 2027-03-29",
    "7#2, 2026-11-01, 2026-11-14"
  })
  void weekdays_are_the_last_or_nth_of_a_month(String weekday, String from, String next) {
    assertThat(after("0 0 * * " + weekday, from)).isEqualTo(next + "T00:00:00Z");
  }

  @Test
  void a_day_needs_one_of_two_special_day_fields_to_fit() {
    assertThat(after("0 0 L * 2#1", "2026-11-01")).isEqualTo("2026-11-02T00:00:00Z");
    assertThat(after("0 0 L * 2#1", "2026-11-03")).isEqualTo("2026-11-30T00:00:00Z");
  }

  /** The next time from the beginning of that day on. */
  private static Instant after(String expression, String day) {
    return Cron.cloudflare(expression).next(Instant.parse(day + "T00:00:00Z").minusNanos(1));
  }

  /** The values of a part of the time within a year or two. */
  private static Set<Integer> seen(String expression, ToIntFunction<ZonedDateTime> part) {
    Cron cron = Cron.cloudflare(expression);
    Set<Integer> seen = new TreeSet<>();
    Instant time = NOV_1;
    for (int i = 0; i < 300; i++) {
      time = cron.next(time);
      seen.add(part.applyAsInt(time.atZone(ZoneOffset.UTC)));
    }
    return seen;
  }

  private static int isoWeekday(ZonedDateTime time) {
    return time.getDayOfWeek().getValue();
  }
}

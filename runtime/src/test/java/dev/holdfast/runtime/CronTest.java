package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.runtime.Cron.Dialect;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  /** A Friday. */
  private static final Instant NOV_20 = Instant.parse("2026-11-20T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, 2026-11-22",
    "7, 2026-11-22",
    "sun, 2026-11-22",
    "1, 2026-11-23",
    "Mon, 2026-11-23",
    "5, 2026-11-27",
    "SAT, 2026-11-21",
    "5-7, 2026-11-21",
    "6-7, 2026-11-21",
    "0-1, 2026-11-22"
  })
  void unix_weekdays_count_from_sunday_as_0_and_as_7(String weekday, String day) {
    assertThat(Cron.unix("0 0 * * " + weekday).next(NOV_20)).isEqualTo(day + "T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "*/15 * * * *, 2026-11-20T00:15:00Z",
    "7 * * * *, 2026-11-20T00:07:00Z",
    "0 0 * * *, 2026-11-21T00:00:00Z",
    "50-58/4 23 * * *, 2026-11-20T23:50:00Z",
    "5/20 0 * * *, 2026-11-20T00:05:00Z",
    "'59,30 5,4 * * *', 2026-11-20T04:30:00Z",
    "0 0 1 jan *, 2027-01-01T00:00:00Z",
    "0 0 31 * *, 2026-12-31T00:00:00Z",
    "0 0 30 2-3 *, 2027-03-30T00:00:00Z",
    "0 0 * jun-AUG/2 *, 2027-06-01T00:00:00Z",
    "007 012 * * *, 2026-11-20T12:07:00Z"
  })
  void a_time_fits_every_field(String expression, String next) {
    assertThat(Cron.unix(expression).next(NOV_20)).isEqualTo(next);
    assertThat(Cron.cloudflare(expression).next(NOV_20)).isEqualTo(next);
  }

  @Test
  void fields_are_parted_by_any_number_of_spaces_and_tabs() {
    assertThat(Cron.unix("1 \t 2\t*  * *").next(NOV_20)).isEqualTo("2026-11-20T02:01:00Z");
  }

  @Test
  void the_next_time_is_strictly_later_whatever_its_seconds() {
    Cron cron = Cron.unix("5 0 * * *");
    Instant due = Instant.parse("2026-11-20T00:05:00Z");
    assertThat(cron.next(due.minusNanos(1))).isEqualTo(due);
    assertThat(cron.next(due)).isEqualTo("2026-11-21T00:05:00Z");
    assertThat(cron.next(due.plusNanos(1))).isEqualTo("2026-11-21T00:05:00Z");
    assertThat(Cron.unix("* * * * *").next(due.plusNanos(1))).isEqualTo("2026-11-20T00:06:00Z");
  }

  @Test
  void a_day_needs_one_of_two_day_fields_to_fit() {
    assertThat(days(Cron.unix("0 0 22 11 6"), 3))
        .containsExactly("2026-11-21", "2026-11-22", "2026-11-28");
    assertThat(days(Cron.unix("0 0 22 * *"), 2)).containsExactly("2026-11-22", "2026-12-22");
    assertThat(days(Cron.unix("0 0 * * 6"), 2)).containsExactly("2026-11-21", "2026-11-28");
    // A step is a day field of its own, also one of every day.
    assertThat(days(Cron.unix("0 0 */1 * 6"), 2)).containsExactly("2026-11-21", "2026-11-22");
  }

  @Test
  void a_leap_day_is_found_years_ahead() {
    assertThat(days(Cron.unix("0 0 29 2 *"), 2)).containsExactly("2028-02-29", "2032-02-29");
    assertThat(Cron.unix("0 0 29 2 *").next(Instant.parse("2096-03-01T00:00:00Z")))
        .isEqualTo("2104-02-29T00:00:00Z");
    assertThat(days(Cron.unix("0 0 29 2 1"), 2)).containsExactly("2027-02-01", "2027-02-08");
    // A fifth Sunday of February, of which there are none between these two.
    assertThat(Cron.cloudflare("0 0 * 2 sun#5").next(Instant.parse("2088-03-01T00:00:00Z")))
        .isEqualTo("2128-02-29T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "0 0 30-31 feb *",
        "* * 30 2 *",
        "0 0 31/2 6 *"
      })
  void days_that_never_come_are_refused(String expression) {
    for (Dialect dialect : Dialect.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Cron.of(dialect, expression))
          .withMessage(
              "cron expression '%s' never comes: no year has such a day. Check day of month and"
                      .formatted(expression)
                  + " month.");
    }
  }

  @Test
  void no_time_is_sought_beyond_the_year_9999() {
    Cron yearly = Cron.unix("0 0 1 1 *");
    assertThat(yearly.next(Instant.parse("9998-06-01T00:00:00Z")))
        .isEqualTo("9999-01-01T00:00:00Z");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> yearly.next(Instant.parse("9999-01-01T00:00:00Z")))
        .withMessage(
            "cron expression '0 0 1 1 *' has no time after 9999-01-01T00:00:00Z: schedules end"
                + " with the year 9999.");
    for (String zone : List.of("UTC", "Pacific/Kiritimati", "America/New_York")) {
      Instant last = Instant.parse("9999-12-31T23:59:59Z");
      Cron often = Cron.unix("* * * * *").in(zone);
      assertThat(often.next(last.minusSeconds(86_400))).isAfter(last.minusSeconds(86_400));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.unix("* * * * *").next(Instant.parse("9999-12-31T23:59:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1000000000-12-31T23:59:59Z",
        "-1000000000-01-01T00:00:00Z",
        "0000-12-31T00:00:00Z"
      })
  void times_outside_the_years_1_to_9999_are_refused(Instant after) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.unix("* * * * *").in("Asia/Tokyo").next(after))
        .withMessageContaining("outside the years 1 to 9999");
  }

  @Test
  void old_clocks_that_were_odd_seconds_off_are_followed() {
    // Local mean time of New York, -04:56:02, until 1883.
    Cron noon = Cron.unix("0 12 * * *").in("America/New_York");
    assertThat(noon.next(Instant.parse("1800-01-01T00:00:00Z"))).isEqualTo("1800-01-01T16:56:02Z");
    assertThat(noon.next(Instant.parse("0001-01-01T00:00:00Z"))).isEqualTo("0001-01-01T16:56:02Z");
    // Monrovia's went on from 00:00:00 to 00:44:30.
    Cron often = Cron.unix("* * * * *").in("Africa/Monrovia");
    assertThat(often.next(Instant.parse("1972-01-07T00:43:30Z"))).isEqualTo("1972-01-07T00:45:00Z");
  }

  @Test
  void a_zone_is_utc_unless_it_is_named() {
    Cron cron = Cron.unix("0 9 * * *");
    assertThat(cron.zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(cron.in("Asia/Tokyo").next(NOV_20)).isEqualTo("2026-11-21T00:00:00Z");
    assertThat(cron.in("+02:00").next(NOV_20)).isEqualTo("2026-11-20T07:00:00Z");
    assertThat(cron.in(ZoneOffset.ofHours(-3)).next(NOV_20)).isEqualTo("2026-11-20T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Mars/Olympus", "europe/berlin", "Europe/Berlin ", "+25:00", "\n"})
  void an_unknown_zone_is_refused(String zone) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.unix("0 0 * * *").in(zone))
        .withMessage(
            "time zone '%s' is not known. Use a name as Europe/Berlin, or an offset as +02:00."
                .formatted(zone));
  }

  @Test
  void crons_are_equal_by_dialect_expression_and_zone() {
    Cron cron = Cron.unix("0 0 * * 1").in("Europe/Berlin");
    assertThat(cron)
        .isEqualTo(Cron.of(Dialect.UNIX, "0 0 * * 1").in(ZoneId.of("Europe/Berlin")))
        .hasSameHashCodeAs(Cron.unix("0 0 * * 1").in("Europe/Berlin"))
        .isNotEqualTo(Cron.unix("0 0 * * 1"))
        .isNotEqualTo(Cron.unix("0 0 * * 2").in("Europe/Berlin"))
        .isNotEqualTo(Cron.cloudflare("0 0 * * 1").in("Europe/Berlin"))
        .hasToString("0 0 * * 1 (UNIX, Europe/Berlin)");
    assertThat(cron.dialect()).isEqualTo(Dialect.UNIX);
    assertThat(cron.expression()).isEqualTo("0 0 * * 1");
  }

  private static List<String> days(Cron cron, int count) {
    List<String> days = new ArrayList<>();
    for (Instant time = cron.next(NOV_20); days.size() < count; time = cron.next(time)) {
      days.add(time.toString().substring(0, 10));
    }
    return days;
  }
}

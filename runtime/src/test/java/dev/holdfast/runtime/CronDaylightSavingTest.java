package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of times that clocks skip or show twice. */
class CronDaylightSavingTest {
  private static final String NEW_YORK = "America/New_York";

  @ParameterizedTest
  @CsvSource({
    // zone, when the clock went on, what is skipped, the first valid time, the day after
    "America/New_York, 2026-03-08T00:00-05:00, 30 2, 2026-03-08T03:00-04:00, 2026-03-09T02:30-04:00",
    "Europe/Berlin, 2026-03-29T00:00+01:00, 15 2, 2026-03-29T03:00+02:00, 2026-03-30T02:15+02:00",
    "Australia/Lord_Howe, 2026-10-04T00:00+10:30, 15 2, 2026-10-04T02:30+11:00,"
        + " 2026-10-05T02:15+11:00",
    "Africa/Cairo, 2026-04-23T12:00+02:00, 0 0, 2026-04-24T01:00+03:00, 2026-04-25T00:00+03:00",
    "Antarctica/Troll, 2026-03-29T00:00Z, 30 1, 2026-03-29T03:00+02:00, 2026-03-30T01:30+02:00",
    // All of 30 December was skipped: it and the 31st come within hours.
    "Pacific/Apia, 2011-12-29T12:00-10:00, 0 9, 2011-12-31T00:00+14:00, 2011-12-31T09:00+14:00",
    "Pacific/Apia, 2011-12-29T12:00-10:00, 0 0, 2011-12-31T00:00+14:00, 2012-01-01T00:00+14:00"
  })
  void a_skipped_time_is_due_at_the_first_valid_instant(
      String zone, String from, String time, String first, String second) {
    assertThat(times(time + " * * *", zone, from, 2))
        .containsExactly(instant(first), instant(second));
  }

  @ParameterizedTest
  @CsvSource({
    // zone, before the clock went back, what comes twice, its first time, the day after
    "America/New_York, 2026-11-01T00:00-04:00, 30 1, 2026-11-01T01:30-04:00, 2026-11-02T01:30-05:00",
    "Europe/Berlin, 2026-10-25T00:00+02:00, 0 2, 2026-10-25T02:00+02:00, 2026-10-26T02:00+01:00",
    "Australia/Lord_Howe, 2026-04-05T00:00+11:00, 45 1, 2026-04-05T01:45+11:00,"
        + " 2026-04-06T01:45+10:30",
    "Africa/Cairo, 2026-10-29T12:00+03:00, 30 23, 2026-10-29T23:30+03:00, 2026-10-30T23:30+02:00",
    "Antarctica/Troll, 2026-10-25T00:00+02:00, 30 2, 2026-10-25T02:30+02:00, 2026-10-26T02:30Z"
  })
  void a_time_that_comes_twice_is_due_the_first_time(
      String zone, String from, String time, String first, String second) {
    assertThat(times(time + " * * *", zone, from, 2))
        .containsExactly(instant(first), instant(second));
    // Asked in between, and at the second coming itself, as after a restart.
    Cron cron = Cron.unix(time + " * * *").in(zone);
    assertThat(cron.next(instant(first).plusSeconds(1_800))).isEqualTo(instant(second));
    assertThat(cron.next(instant(first).plusSeconds(3_600))).isEqualTo(instant(second));
  }

  @Test
  void all_that_one_gap_skips_is_due_once() {
    assertThat(times("*/10 2,3 * * *", NEW_YORK, "2026-03-08T00:00-05:00", 3))
        .containsExactly(
            instant("2026-03-08T03:00-04:00"),
            instant("2026-03-08T03:10-04:00"),
            instant("2026-03-08T03:20-04:00"));
    assertThat(times("30 1,2 * * *", "Antarctica/Troll", "2026-03-29T00:00Z", 2))
        .containsExactly(instant("2026-03-29T03:00+02:00"), instant("2026-03-30T01:30+02:00"));
    assertThat(times("0 * 30 * *", "Pacific/Apia", "2011-12-29T12:00-10:00", 1))
        .as("an hourly one has nothing to make up for")
        .containsExactly(instant("2012-01-30T00:00+14:00"));
    assertThat(times("0 9,17 30 * *", "Pacific/Apia", "2011-12-29T12:00-10:00", 2))
        .containsExactly(instant("2011-12-31T00:00+14:00"), instant("2012-01-30T09:00+14:00"));
  }

  @Test
  void hours_that_are_listed_are_fixed_times() {
    assertThat(times("0 0-2 * * *", NEW_YORK, "2026-10-31T23:00-04:00", 3))
        .containsExactly(
            instant("2026-11-01T00:00-04:00"),
            instant("2026-11-01T01:00-04:00"),
            instant("2026-11-01T02:00-05:00"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          America/New_York | 0 * | 2026-11-01T00:30-04:00 | 2026-11-01T01:00-04:00 2026-11-01T01:00-05:00 2026-11-01T02:00-05:00
          America/New_York | */30 */1 | 2026-11-01T00:40-04:00 | 2026-11-01T01:00-04:00 2026-11-01T01:30-04:00 2026-11-01T01:00-05:00 2026-11-01T01:30-05:00 2026-11-01T02:00-05:00
          America/New_York | 0 */3 | 2026-10-31T22:00-04:00 | 2026-11-01T00:00-04:00 2026-11-01T03:00-05:00
          Europe/Berlin | 30 */2 | 2026-10-25T01:00+02:00 | 2026-10-25T02:30+02:00 2026-10-25T02:30+01:00 2026-10-25T04:30+01:00
          Australia/Lord_Howe | */15 * | 2026-04-05T01:20+11:00 | 2026-04-05T01:30+11:00 2026-04-05T01:45+11:00 2026-04-05T01:30+10:30 2026-04-05T01:45+10:30 2026-04-05T02:00+10:30
          Australia/Lord_Howe | 0 * | 2026-04-05T00:30+11:00 | 2026-04-05T01:00+11:00 2026-04-05T02:00+10:30
          Africa/Cairo | 0 * | 2026-10-29T22:30+03:00 | 2026-10-29T23:00+03:00 2026-10-29T23:00+02:00 2026-10-30T00:00+02:00
          Antarctica/Troll | 0 * | 2026-10-25T00:30+02:00 | 2026-10-25T01:00+02:00 2026-10-25T02:00+02:00 2026-10-25T01:00Z 2026-10-25T02:00Z 2026-10-25T03:00Z
          """)
  void what_follows_the_clock_is_due_in_both_hours(
      String zone, String time, String from, String due) {
    List<Instant> expected = instants(due);
    assertThat(times(time + " * * *", zone, from, expected.size()))
        .containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          America/New_York | */30 * | 2026-03-08T01:10-05:00 | 2026-03-08T01:30-05:00 2026-03-08T03:00-04:00 2026-03-08T03:30-04:00
          America/New_York | 0 */2 | 2026-03-07T23:00-05:00 | 2026-03-08T00:00-05:00 2026-03-08T04:00-04:00
          Australia/Lord_Howe | 0 * | 2026-10-04T00:30+10:30 | 2026-10-04T01:00+10:30 2026-10-04T03:00+11:00
          Australia/Lord_Howe | */15 * | 2026-10-04T01:40+10:30 | 2026-10-04T01:45+10:30 2026-10-04T02:30+11:00
          Africa/Cairo | 0 * | 2026-04-23T22:30+02:00 | 2026-04-23T23:00+02:00 2026-04-24T01:00+03:00
          Antarctica/Troll | 20 * | 2026-03-29T00:00Z | 2026-03-29T00:20Z 2026-03-29T03:20+02:00
          Pacific/Apia | 0 */6 | 2011-12-29T17:00-10:00 | 2011-12-29T18:00-10:00 2011-12-31T00:00+14:00 2011-12-31T06:00+14:00
          """)
  void what_follows_the_clock_goes_on_after_a_gap(
      String zone, String time, String from, String due) {
    List<Instant> expected = instants(due);
    assertThat(times(time + " * * *", zone, from, expected.size()))
        .containsExactlyElementsOf(expected);
  }

  private static List<Instant> times(String expression, String zone, String from, int count) {
    Cron cron = Cron.unix(expression).in(zone);
    List<Instant> times = new ArrayList<>();
    for (Instant time = cron.next(instant(from)); times.size() < count; time = cron.next(time)) {
      times.add(time);
    }
    return times;
  }

  private static List<Instant> instants(String texts) {
    return Stream.of(texts.split(" ", -1)).map(CronDaylightSavingTest::instant).toList();
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }
}

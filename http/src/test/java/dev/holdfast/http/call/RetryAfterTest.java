package dev.holdfast.http.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        "1|PT1S",
        " 120 |PT2M",
        "86400|PT24H",
        "86401|PT24H",
        "999999999999999999|PT24H",
        "Sat, 21 Nov 2026 10:00:30 GMT|PT30S",
        "Sat, 21 Nov 2026 09:00:00 GMT|PT0S",
        "Fri, 31 Dec 9999 23:59:59 GMT|PT24H"
      })
  void seconds_and_dates_are_read_and_bounded(String value, Duration pause) {
    assertThat(RetryAfter.read(value, NOW)).contains(pause);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "-1", "1.5", "1e9", "9999999999999999999", "2026-11-21T10:00:30Z"})
  void what_is_neither_counts_as_not_given(String value) {
    assertThat(RetryAfter.read(value, NOW)).isEmpty();
  }
}

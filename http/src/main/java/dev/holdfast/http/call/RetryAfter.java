package dev.holdfast.http.call;

import dev.holdfast.runtime.CallBounds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code Retry-After} (RFC 9110 section 10.2.3): seconds, or a date of HTTP. */
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

  /** The form that servers must send; the two obsolete ones are not read. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private RetryAfter() {}

  /** At least zero and at most {@link CallBounds#PAUSE_MAX}; empty when it cannot be read. */
  static Optional<Duration> read(String value, Instant now) {
    String text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      return Optional.of(bounded(Duration.between(now, Instant.from(DATE.parse(text)))));
    } catch (DateTimeException | ArithmeticException notADate) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration pause) {
    if (pause.isNegative()) {
      return Duration.ZERO;
    }
    return pause.compareTo(CallBounds.PAUSE_MAX) > 0 ? CallBounds.PAUSE_MAX : pause;
  }
}

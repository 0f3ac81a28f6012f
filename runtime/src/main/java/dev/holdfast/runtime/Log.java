package dev.holdfast.runtime;

import java.time.Duration;
import java.util.Optional;

/**
 * An append-only list of typed entries, numbered from 1 without gaps, that may be larger than
 * memory: a transcript, a history, what sockets replay from.
 *
 * @param name {@code [a-z][a-z0-9-]{0,62}}
 * @param type a type that {@link Stored} allows; others are refused with {@link
 *     IllegalArgumentException}
 * @param entriesMax most entries kept; the oldest go first
 * @param keepFor how long an entry is kept, 1 ms to {@link Limits#TYPE_TIME_MAX}; empty for as long
 *     as {@code entriesMax} allows. It goes with the first append after that time, or with one
 *     within a 32nd of it
 */
public record Log<T>(String name, Class<T> type, long entriesMax, Optional<Duration> keepFor) {
  public Log {
    ObjectId.requireType(name);
    StoredTypes.require(type);
    if (entriesMax < 1) {
      throw new IllegalArgumentException(
          "log '%s' would keep %d entries. Keep at least 1.".formatted(name, entriesMax));
    }
    keepFor.ifPresent(
        age -> Limits.checkTime("the age of log '%s'".formatted(name), age, Duration.ofMillis(1)));
  }

  /** A log that keeps every entry, up to {@link Limits#LOG_ENTRIES_MAX}. */
  public static <T> Log<T> of(String name, Class<T> type) {
    return new Log<>(name, type, Limits.LOG_ENTRIES_MAX, Optional.empty());
  }

  /** This log, keeping only its newest entries. */
  public Log<T> keeping(long entriesMax) {
    return new Log<>(name, type, entriesMax, keepFor);
  }

  /** This log, letting go of entries of this age when it grows. */
  public Log<T> keepingFor(Duration age) {
    return new Log<>(name, type, entriesMax, Optional.of(age));
  }
}

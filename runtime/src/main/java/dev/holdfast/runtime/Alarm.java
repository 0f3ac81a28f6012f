package dev.holdfast.runtime;

import java.time.Instant;
import java.util.Optional;

/**
 * An alarm that is set.
 *
 * @param due the time it is to be fired for next
 * @param attempts how often it was fired for that time and failed
 * @param retryAt when it is tried again, after an attempt that failed
 */
public record Alarm(
    String name, Schedule schedule, Instant due, int attempts, Optional<Instant> retryAt) {

  /** Throws {@link IllegalArgumentException} for a name that no alarm can have. */
  static void checkName(String name) {
    if (name.isEmpty()
        || Utf8Order.byteLength(name) > Limits.ALARM_NAME_BYTES_MAX
        || name.indexOf('\0') >= 0
        || Utf8Order.loneSurrogate(name) >= 0) {
      throw new IllegalArgumentException(
          "'%.60s' is no name for an alarm. Use 1 to %d bytes of UTF-8 without NUL."
              .formatted(name, Limits.ALARM_NAME_BYTES_MAX));
    }
  }
}

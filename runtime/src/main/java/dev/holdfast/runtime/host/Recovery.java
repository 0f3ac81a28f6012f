package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When an object is to be woken to look after what a crash may leave behind: messages that it has
 * to deliver, calls that it waits for. It is not stored: the object's row in the wake index is it.
 */
final class Recovery {
  /** From the commit on. */
  static final Duration AFTER = Duration.ofSeconds(15);

  /** Moved on when less is left of it: not with each commit, for each costs a row. */
  private static final Duration LEAST = Duration.ofSeconds(5);

  private @Nullable Instant at;

  /** Something is left; moves the time on where that is due. */
  void refresh(Instant now, Duration after) {
    Instant known = at;
    if (known == null || known.isBefore(now.plus(LEAST))) {
      at = now.plus(after).truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * Nothing is left. The time stays where it is until it has passed: a row that is early wakes the
   * object for nothing, which costs less than to move it with each commit.
   */
  void expire(Instant now) {
    Instant known = at;
    at = known != null && !known.isAfter(now) ? null : known;
  }

  void forget() {
    at = null;
  }

  NextWake earlier(NextWake other) {
    Instant known = at;
    return known == null || other.at().filter(time -> !time.isAfter(known)).isPresent()
        ? other
        : NextWake.at(known, "");
  }
}

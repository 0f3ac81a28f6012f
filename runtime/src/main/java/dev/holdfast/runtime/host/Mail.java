package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of one object to and from others. They outlive the object's lives. */
final class Mail {
  /** After a crash the object is woken then, to deliver what it still has to. */
  private static final Duration RECOVERY = Duration.ofSeconds(15);

  /** Moved on when less is left of it: not with each commit, for each costs a row. */
  private static final Duration RECOVERY_LEAST = Duration.ofSeconds(5);

  private final Outbox outbox = new Outbox();
  private final Inbox inbox = new Inbox();
  private @Nullable Instant recovery;

  Outbox outbox() {
    return outbox;
  }

  Inbox inbox() {
    return inbox;
  }

  /**
   * Moves the time of recovery on where that is due. Once nothing is left to deliver it stays where
   * it is: a row that is early wakes the object for nothing, which costs less than to move it with
   * each commit.
   */
  void refreshRecovery(Instant now) {
    boolean passed = recovery != null && !recovery.isAfter(now);
    if (outbox.isEmpty()) {
      recovery = passed ? null : recovery;
    } else if (recovery == null || recovery.isBefore(now.plus(RECOVERY_LEAST))) {
      recovery = now.plus(RECOVERY).truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * For a commit that only says what was delivered: it moves the row to where it belongs, because
   * nothing else will before the object sleeps, and the row would wake it for nothing.
   */
  void forgetRecovery() {
    recovery = null;
  }

  NextWake earlier(NextWake alarm) {
    Instant at = recovery;
    if (at == null || alarm.at().filter(time -> !time.isAfter(at)).isPresent()) {
      return alarm;
    }
    return NextWake.at(at, "");
  }

  void addTo(List<Change> changes) {
    changes.addAll(outbox.all());
    inbox.addTo(changes);
  }

  long bytes() {
    return outbox.bytes() + inbox.bytes();
  }
}

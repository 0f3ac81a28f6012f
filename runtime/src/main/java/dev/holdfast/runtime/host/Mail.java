package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.time.Instant;
import java.util.List;

/** Messages of one object to and from others. They outlive the object's lives. */
final class Mail {
  private final Outbox outbox = new Outbox();
  private final Inbox inbox = new Inbox();
  private final Recovery recovery = new Recovery();

  Outbox outbox() {
    return outbox;
  }

  Inbox inbox() {
    return inbox;
  }

  /** Moves on when the object is to be woken for what it has to deliver. */
  void refreshRecovery(Instant now) {
    if (outbox.isEmpty()) {
      recovery.expire(now);
    } else {
      recovery.refresh(now, Recovery.AFTER);
    }
  }

  /**
   * For a commit that only says what was delivered: it moves the row to where it belongs, because
   * nothing else will before the object sleeps, and the row would wake it for nothing.
   */
  void forgetRecovery() {
    recovery.forget();
  }

  NextWake earlier(NextWake other) {
    return recovery.earlier(other);
  }

  void addTo(List<Change> changes) {
    changes.addAll(outbox.all());
    inbox.addTo(changes);
  }

  long bytes() {
    return outbox.bytes() + inbox.bytes();
  }
}

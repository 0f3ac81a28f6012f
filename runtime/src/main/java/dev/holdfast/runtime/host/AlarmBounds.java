package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import java.time.Instant;
import java.util.List;

/**
 * How many alarms one call of a {@link DeterministicHost} may fire: a node goes on for ever with
 * alarms that never rest, a test must end.
 */
final class AlarmBounds {
  /** While the clock stands: each missed minute of two months of being down is less. */
  static final int AT_ONCE_MAX = 100_000;

  /** In all: each second of a week is less. */
  static final int IN_ONE_CALL_MAX = 1_000_000;

  private Instant at = Instant.MIN;
  private int atOnce;
  private int fired;

  /** A call begins. */
  void begin() {
    atOnce = 0;
    fired = 0;
  }

  /** Throws {@link IllegalStateException} when these are more than a call may fire. */
  void fired(ObjectId object, List<Envelope> batch, Instant now) {
    if (!now.equals(at)) {
      at = now;
      atOnce = 0;
    }
    for (Envelope envelope : batch) {
      if (envelope.delivery().event() instanceof ObjectEvent.AlarmFired alarm) {
        atOnce++;
        fired++;
        check(object, alarm.name(), now);
      }
    }
  }

  private void check(ObjectId object, String alarm, Instant now) {
    if (atOnce > AT_ONCE_MAX) {
      throw new IllegalStateException(
          "more than %,d alarms fired at %s while the clock stood still, the newest is '%s' of %s."
                  .formatted(AT_ONCE_MAX, now, alarm, object)
              + " Alarms that set each other for at once never end: set them for a later time.");
    }
    if (fired > IN_ONE_CALL_MAX) {
      throw new IllegalStateException(
          "more than %,d alarms fired in one call, the newest at %s is '%s' of %s."
                  .formatted(IN_ONE_CALL_MAX, now, alarm, object)
              + " Set it less often, or let less time pass at once.");
    }
  }
}

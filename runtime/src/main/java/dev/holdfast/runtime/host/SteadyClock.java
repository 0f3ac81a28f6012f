package dev.holdfast.runtime.host;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The time of day, never behind what it gave before: while the clock beneath it is set back, it
 * stands still until that has caught up. An object keeps its own time only with a commit; this is
 * why a turn that commits nothing is not undercut either, after the object slept.
 *
 * <p>Thread rule: callable from any thread, without waiting.
 */
final class SteadyClock implements InstantSource {
  private final InstantSource clock;
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

  SteadyClock(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant instant() {
    Instant now = clock.instant();
    Instant given = latest.get();
    while (now.isAfter(given)) {
      if (latest.compareAndSet(given, now)) {
        return now;
      }
      given = latest.get();
    }
    return given;
  }
}

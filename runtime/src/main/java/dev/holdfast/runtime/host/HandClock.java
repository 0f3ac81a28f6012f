package dev.holdfast.runtime.host;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when told to. Set by one thread, read by any. */
public final class HandClock implements InstantSource {
  /** Where it begins unless told otherwise. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private long nanos;

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** The monotonic clock that goes with it: never set back. */
  public synchronized long nanos() {
    return nanos;
  }

  public synchronized void advance(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  /** Sets the time of day alone, as an operator or NTP would. */
  public synchronized void set(Instant time) {
    now = time;
  }
}

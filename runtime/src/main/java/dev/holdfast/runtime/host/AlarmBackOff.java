package dev.holdfast.runtime.host;

import java.time.Duration;

/** How long a failed alarm waits until it is tried again. */
final class AlarmBackOff {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration MOST = Duration.ofMinutes(15);

  /** Up to a quarter more, so that what failed together is not tried together. */
  private static final double JITTER = 0.25;

  private static final int DOUBLINGS_MAX = 20;

  private AlarmBackOff() {}

  /**
   * The pause after so many failed attempts, at least 1.
   *
   * @param seed the same alarm gets the same pauses, others get others
   */
  static Duration after(int attempts, int seed) {
    Duration plain = FIRST.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
    Duration capped = plain.compareTo(MOST) > 0 ? MOST : plain;
    // A multiplicative hash: neighbouring seeds and attempts fall far apart.
    int mixed = (seed + attempts * 0x61c88647) * 0x9e3779b9;
    double share = (mixed >>> 8) / (double) (1 << 24);
    return capped.plusNanos((long) (capped.toNanos() * JITTER * share));
  }
}

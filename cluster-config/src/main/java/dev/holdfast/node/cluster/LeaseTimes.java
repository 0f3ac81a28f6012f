package dev.holdfast.node.cluster;

import java.time.Duration;

/** The times of leases. All nodes of a cluster must have the same, so they are not settings. */
final class LeaseTimes {
  /** How long a renewal holds, from before it was sent: two may fail and a third still counts. */
  static final Duration LEASE = Duration.ofSeconds(3);

  static final Duration RENEW_EVERY = Duration.ofSeconds(1);

  /** How soon a removed node hears of it, and others of what it says. */
  static final Duration READ_EVERY = Duration.ofMillis(250);

  /**
   * Longest time between two answers of the database to one who counts others' renewals. With a
   * longer gap the database was slow or away, or the observer paused: then others may have been
   * unable to renew for the same reason, and the count begins anew.
   */
  static final Duration GAP_MAX = Duration.ofMillis(1500);

  /**
   * How long the broken pairs must have been the same before somebody has to go for them. One
   * broken network shows in failure detectors up to a second and a half apart, and who judges by
   * the first pair alone takes a healthy node for the lost one.
   */
  static final Duration CUT_STANDS = Duration.ofSeconds(2);

  /** As long as that when the pairs keep changing: from the first on. */
  static final Duration CUT_STANDS_MAX = Duration.ofSeconds(5);

  /** A member for less than that is a newcomer, whose machine may be busy with its start. */
  static final Duration NEWCOMER = Duration.ofSeconds(10);

  /** In place of {@link #CUT_STANDS} where a newcomer is in a pair. */
  static final Duration NEWCOMER_CUT_STANDS = Duration.ofSeconds(5);

  /** In place of {@link #CUT_STANDS_MAX}. */
  static final Duration NEWCOMER_CUT_STANDS_MAX = Duration.ofSeconds(10);

  /**
   * How late a read or a renewal may come. Where one comes later, nodes lack the processor, and
   * that heartbeats do not come means little.
   */
  static final Duration LATE_MAX = Duration.ofMillis(500);

  /** A pair that never came together for so long is broken however late everybody is. */
  static final Duration LATE_CUT_STANDS = Duration.ofSeconds(15);

  private LeaseTimes() {}
}

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
   * How long the same nodes must be unable to reach each other before one has to go: gossip and
   * failure detectors of all of them have come to the same picture by then.
   */
  static final Duration CUT_STANDS = Duration.ofSeconds(1);

  /** As long as that when the picture keeps changing. */
  static final Duration CUT_STANDS_MAX = Duration.ofSeconds(4);

  private LeaseTimes() {}
}

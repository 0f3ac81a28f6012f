package dev.holdfast.node.cluster.tls;

import java.time.Duration;

/**
 * How long what a cluster issues to itself is good.
 *
 * @param authority of an authority; it is replaced when a quarter is left
 * @param node of a node's certificate; it is renewed at half
 * @param backdated what clocks may be behind: certificates are good from that much before they are
 *     issued
 * @param untilIssuing from a new authority until it issues, for all nodes to read of it and trust
 *     it
 */
record Lifetimes(Duration authority, Duration node, Duration backdated, Duration untilIssuing) {
  /**
   * A node's certificate is good for days, so that a stolen one is not worth much, and for several,
   * so that a database that is away over a weekend parts no nodes.
   */
  static final Lifetimes DEFAULTS =
      new Lifetimes(
          Duration.ofDays(730), Duration.ofDays(7), Duration.ofDays(1), Duration.ofMinutes(5));
}

package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeView;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells by this node's monotonic clock when other nodes' leases have ended; no clocks are compared.
 *
 * <p>A lease holds for a time from before its renewal was sent, so it is over at the latest that
 * time after this node first saw the renewal. That it was the last one is known from an answer to
 * something asked after that time. Times of answers begin a count and times of questions end it, so
 * that no pause of this node between the two makes a lease look older than it is.
 *
 * <p>Thread rule: one thread.
 */
final class PeerWatch {
  /** When a count was first seen, and how many were seen since this node looks. */
  private record Seen(long renewals, long since, int advances) {}

  private final Map<String, Seen> peers = new HashMap<>();
  private long lastReceived;
  private long lastSent;
  private boolean looking;

  /** Takes in what the database answered. */
  void see(NodeView view) {
    if (looking && view.received() - lastReceived > LeaseTimes.GAP_MAX.toNanos()) {
      forget();
    }
    looking = true;
    lastReceived = view.received();
    lastSent = view.sent();
    Map<String, Seen> now = new HashMap<>();
    view.rows().forEach(row -> now.put(row.node(), seen(row, view.received())));
    peers.clear();
    peers.putAll(now);
  }

  private Seen seen(NodeRow row, long received) {
    Seen before = peers.get(row.node());
    if (before == null) {
      return new Seen(row.renewals(), received, 0);
    }
    return before.renewals() == row.renewals()
        ? before
        : new Seen(row.renewals(), received, before.advances() + 1);
  }

  /** The database did not answer: what kept this node from it may keep others. */
  void forget() {
    peers.clear();
    looking = false;
  }

  /** Whether that node's lease had ended when the last view was asked for. */
  boolean isLeaseOver(String node) {
    Seen seen = peers.get(node);
    return seen != null && lastSent - seen.since() >= LeaseTimes.LEASE.toNanos();
  }

  /** Whether that node was seen to renew: not one that was on its way when it ended, but two. */
  boolean lives(String node) {
    Seen seen = peers.get(node);
    return seen != null && seen.advances() >= 2;
  }
}

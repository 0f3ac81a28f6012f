package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells which nodes lack the processor, from when they do what they do by the clock: this one its
 * reads, the others their renewals.
 *
 * <p>Thread rule: one thread.
 */
final class Pace {
  private record Renewal(long count, long seen) {}

  private static final long READ_DUE_MAX =
      LeaseTimes.READ_EVERY.plus(LeaseTimes.LATE_MAX).toNanos();

  /** Others' renewals show with the next read. */
  private static final long RENEWAL_DUE_MAX = LeaseTimes.RENEW_EVERY.toNanos() + READ_DUE_MAX;

  private final Map<String, Renewal> renewals = new HashMap<>();
  private final Set<String> late = new HashSet<>();
  private long lastSent;
  private boolean looking;
  private boolean lateHere;

  /** Takes in what the database answered. */
  void see(NodeView view) {
    lateHere = looking && view.received() - lastSent > READ_DUE_MAX;
    looking = true;
    lastSent = view.sent();
    late.clear();
    Map<String, Renewal> now = new HashMap<>();
    view.rows().forEach(row -> now.put(row.node(), renewal(row, view.received())));
    renewals.clear();
    renewals.putAll(now);
  }

  private Renewal renewal(NodeRow row, long received) {
    Renewal before = renewals.get(row.node());
    if (before != null && before.count() == row.renewals()) {
      return before;
    }
    if (before != null && received - before.seen() > RENEWAL_DUE_MAX) {
      late.add(row.node());
    }
    return new Renewal(row.renewals(), received);
  }

  /** Whether this node's last read came late. */
  boolean isLateHere() {
    return lateHere;
  }

  /**
   * Whether the last read showed a renewal of that node that came late; one that never comes is
   * none.
   */
  boolean isLate(String node) {
    return late.contains(node);
  }

  void forget() {
    renewals.clear();
    late.clear();
    looking = false;
    lateHere = false;
  }
}

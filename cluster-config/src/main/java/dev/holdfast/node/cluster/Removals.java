package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeTable;
import dev.holdfast.persistence.cluster.NodeView;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.cluster.Member;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes nodes out, in the order that keeps two from speaking for one object: first the row, by
 * which it gets neither lease nor session any more; then, with its lease over, its sessions; and
 * only then does the Pekko cluster hear of it, and starts its objects elsewhere.
 *
 * <p>Every node does this at once; each step is harmless when another has done it.
 *
 * <p>Thread rule: the keeper's thread.
 */
final class Removals {
  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  /** Sessions end within milliseconds; with those that take longer the next look goes on. */
  private static final int ENDING_ROUNDS = 5;

  private static final Duration ENDING_PAUSE = Duration.ofMillis(20);

  private final String node;
  private final NodeTable table;

  Removals(String node, NodeTable table) {
    this.node = node;
    this.table = table;
  }

  void carryOut(List<Arbiter.Order> orders, Optional<Membership> cluster) throws SQLException {
    for (Arbiter.Order order : orders) {
      switch (order) {
        case Arbiter.Order.RemoveEnded(NodeRow seen, String because) -> {
          if (table.removeEnded(seen, because)) {
            said(seen, because);
            fence(seen.node(), cluster);
          }
        }
        case Arbiter.Order.RemoveCut(NodeRow seen, String because) -> {
          if (table.remove(seen.node(), because)) {
            said(seen, because);
          }
        }
        case Arbiter.Order.Fence(NodeRow removed) -> fence(removed.node(), cluster);
      }
    }
  }

  private static void said(NodeRow removed, String because) {
    LOG.warn(
        "{} at {} is removed from the cluster: {}", removed.node(), removed.address(), because);
  }

  private void fence(String other, Optional<Membership> cluster) throws SQLException {
    for (int round = 0; round < ENDING_ROUNDS; round++) {
      if (table.endSessions(other)) {
        table.fence(other);
        LOG.info("{} is silent: its objects may start elsewhere", other);
        cluster.ifPresent(
            here -> Optional.ofNullable(here.members().get(other)).ifPresent(here::down));
        return;
      }
      LockSupport.parkNanos(ENDING_PAUSE.toNanos());
    }
    LOG.warn("{} was removed, and sessions of its at the database do not end yet", other);
  }

  /**
   * Has the Pekko cluster take out who is known to be silent: fenced, or without a row, which only
   * goes when a node has ended well or was fenced long ago.
   *
   * @param before the members from before {@code view} was asked for: a newcomer has its row first
   */
  void downSilent(NodeView view, Map<String, Member> before, Membership cluster) {
    before.forEach((other, member) -> {
      boolean silent = view.row(other).map(NodeRow::fenced).orElse(true);
      if (silent && !other.equals(node)) {
        cluster.down(member);
      }
    });
  }
}

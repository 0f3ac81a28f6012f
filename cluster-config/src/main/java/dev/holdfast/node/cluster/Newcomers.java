package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeView;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells who has become a member a moment ago, by this node's monotonic clock. Whom it found as a
 * member when it came itself is none.
 *
 * <p>Thread rule: one thread.
 */
final class Newcomers {
  private final Map<String, Long> joinedAt = new HashMap<>();
  private Set<String> before = Set.of();
  private boolean looking;

  /** Takes in what the database answered. */
  void see(NodeView view) {
    Set<String> members =
        view.members().stream().map(NodeRow::node).collect(Collectors.toUnmodifiableSet());
    if (looking) {
      members.stream()
          .filter(node -> !before.contains(node))
          .forEach(node -> joinedAt.put(node, view.received()));
    }
    joinedAt.values().removeIf(joined -> view.sent() - joined >= LeaseTimes.NEWCOMER.toNanos());
    looking = true;
    before = members;
  }

  /** Whether that node was one when the last view was asked for. */
  boolean has(String node) {
    return joinedAt.containsKey(node);
  }
}

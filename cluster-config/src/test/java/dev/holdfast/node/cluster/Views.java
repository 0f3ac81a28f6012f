package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeView;
import dev.holdfast.persistence.cluster.ProcessMark;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A database and a clock, both moved by hand. Nodes are members, numbered in order of appearance.
 */
final class Views {
  private final Map<String, NodeRow> rows = new HashMap<>();
  private long now;

  /** Far from 0, where a monotonic clock may begin just as well. */
  Views() {
    now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
  }

  Views member(String node) {
    return put(node, NodeRow.State.MEMBER, 0, Set.of(), false, false);
  }

  Views joining(String node) {
    return put(node, NodeRow.State.JOINING, 0, Set.of(), false, false);
  }

  Views joins(String node) {
    NodeRow row = row(node);
    return put(node, NodeRow.State.MEMBER, row.renewals(), row.unreachable(), false, false);
  }

  /** Counts up, and says whom it cannot reach. */
  Views renews(String node, String... unreachable) {
    NodeRow row = row(node);
    return put(
        node, row.state(), row.renewals() + 1, Set.of(unreachable), row.released(), row.fenced());
  }

  Views removed(String node, boolean released, boolean fenced) {
    NodeRow row = row(node);
    return put(node, NodeRow.State.REMOVED, row.renewals(), row.unreachable(), released, fenced);
  }

  NodeRow row(String node) {
    NodeRow row = rows.get(node);
    if (row == null) {
      throw new AssertionError(node);
    }
    return row;
  }

  private Views put(
      String node,
      NodeRow.State state,
      long renewals,
      Set<String> unreachable,
      boolean released,
      boolean fenced) {
    NodeRow before = rows.get(node);
    long number = before == null ? rows.size() + 1 : before.number();
    rows.put(
        node,
        new NodeRow(
            node,
            number,
            "127.0.0.1",
            (int) number,
            state,
            1,
            new ProcessMark(node, number, 0),
            renewals,
            unreachable,
            released,
            fenced,
            ""));
    return this;
  }

  Views after(long millis) {
    now += Duration.ofMillis(millis).toNanos();
    return this;
  }

  /** Read at once. */
  NodeView read() {
    return readTaking(0);
  }

  /** The rows of now, answered {@code millis} later. */
  NodeView readTaking(long millis) {
    long sent = now;
    List<NodeRow> seen = List.copyOf(rows.values());
    after(millis);
    return new NodeView(false, 1, seen, sent, now);
  }
}

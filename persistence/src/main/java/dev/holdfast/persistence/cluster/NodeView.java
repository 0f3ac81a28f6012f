package dev.holdfast.persistence.cluster;

import java.util.List;
import java.util.Optional;

/**
 * All nodes as the database had them at one moment between {@code sent} and {@code received}.
 *
 * @param renewed whether the statement that read them renewed the reader's lease
 * @param generation of the cluster that was formed last
 * @param sent monotonic nanoseconds before the statement was sent
 * @param received the same after its answer
 */
public record NodeView(
    boolean renewed, long generation, List<NodeRow> rows, long sent, long received) {
  public NodeView {
    rows = List.copyOf(rows);
  }

  public Optional<NodeRow> row(String node) {
    return rows.stream().filter(row -> row.node().equals(node)).findFirst();
  }

  /** Those that have joined and were not removed. */
  public List<NodeRow> members() {
    return rows.stream().filter(NodeRow::isMember).toList();
  }
}

package dev.holdfast.node.cluster;

import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeView;
import dev.holdfast.persistence.cluster.ProcessMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides what is to be done about other nodes, from what the database says of them. It performs
 * nothing.
 *
 * <p>Thread rule: one thread.
 */
final class Arbiter {
  /** What is to be done. */
  sealed interface Order {
    /** Its lease has ended: remove it unless it has renewed since. */
    record RemoveEnded(NodeRow seen, String because) implements Order {}

    /** It has to go although it renews. */
    record RemoveCut(NodeRow seen, String because) implements Order {}

    /** It was removed, and its lease is over. */
    record Fence(NodeRow removed) implements Order {}
  }

  private final String node;
  private final Predicate<ProcessMark> hasEnded;
  private final PeerWatch peers = new PeerWatch();
  private final CutWatch cuts = new CutWatch();

  /**
   * @param node this node
   * @param hasEnded whether a process is seen to have ended
   */
  Arbiter(String node, Predicate<ProcessMark> hasEnded) {
    this.node = node;
    this.hasEnded = hasEnded;
  }

  /** Takes in what the database answered. */
  List<Order> decide(NodeView view) {
    peers.see(view);
    List<Order> orders = new ArrayList<>();
    for (NodeRow row : view.rows()) {
      if (!row.node().equals(node)) {
        decide(row, orders);
      }
    }
    Set<String> losers = cuts.losers(view);
    boolean stays = view.row(node).filter(NodeRow::isMember).isPresent() && !losers.contains(node);
    if (stays) {
      view.members().stream()
          .filter(row -> losers.contains(row.node()))
          .forEach(row ->
              orders.add(
                  new Order.RemoveCut(
                      row, "it and others of the cluster could not reach each other")));
    }
    return orders;
  }

  private void decide(NodeRow row, List<Order> orders) {
    if (row.fenced()) {
      return;
    }
    boolean processEnded = hasEnded.test(row.process());
    boolean over = processEnded || peers.isLeaseOver(row.node());
    if (row.isRemoved()) {
      if (over || row.released()) {
        orders.add(new Order.Fence(row));
      }
    } else if (over) {
      orders.add(
          new Order.RemoveEnded(
              row,
              processEnded ? "its process had ended" : "it had not renewed its lease for 3 s"));
    }
  }

  /** The database did not answer. */
  void forget() {
    peers.forget();
    cuts.forget();
  }

  /** Whether that node was seen to renew. */
  boolean lives(String other) {
    return peers.lives(other);
  }
}

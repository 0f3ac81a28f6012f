package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the turns of one batch tell hubs, gathered so that each is told once: a hub goes through the
 * sockets of a room once a commit, not once a turn. Orders keep their order. They leave where the
 * first of them would have, so before answers of later turns: an answer that a socket is accepted
 * must not be there before its order is.
 */
final class HubOrders {
  private final List<Output> outputs;
  private final String ownHub;
  private Map<String, List<SocketOrder>> byHub = Map.of();

  /** Orders that leave with these outputs; the node's own hub is told those that name none. */
  HubOrders(List<Output> outputs, String ownHub) {
    this.outputs = outputs;
    this.ownHub = ownHub;
  }

  void add(ObjectId object, List<String> hubs, List<SocketOrder> orders) {
    if (hubs.size() <= 1) {
      add(object, hubs.isEmpty() ? ownHub : hubs.getFirst(), orders);
      return;
    }
    for (String hub : hubs) {
      add(object, hub, orders.stream().filter(order -> isFor(hub, order)).toList());
    }
  }

  private static boolean isFor(String hub, SocketOrder order) {
    SocketId socket = SocketBooks.socketOf(order);
    return socket == null || socket.hub().equals(hub);
  }

  private void add(ObjectId object, String hub, List<SocketOrder> orders) {
    if (orders.isEmpty()) {
      return;
    }
    List<SocketOrder> known = byHub.get(hub);
    if (known == null) {
      known = new ArrayList<>(orders);
      byHub = byHub.isEmpty() ? new HashMap<>(2) : byHub;
      byHub.put(hub, known);
      outputs.add(new Output.Sockets(object, hub, known));
    } else {
      known.addAll(orders);
    }
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a hub is told, once there is room again, in place of the orders of one object that there was
 * no room for. Entries of a log are in the store: to know how far the log goes is enough. All else
 * is gone, and the sockets end for it: a client that comes back is where the object believes it to
 * be, one that stayed might not be for ever.
 *
 * <p>Not thread-safe.
 */
final class MissedOrders {
  private record Life(String log, long number) {}

  private final Map<Life, Long> tails = new HashMap<>();
  private boolean more;

  void add(List<SocketOrder> orders) {
    for (SocketOrder order : orders) {
      if (order instanceof SocketOrder.LogGrown(String log, long life, var entries)) {
        tails.merge(new Life(log, life), entries.getLast().number(), Math::max);
      } else if (order instanceof SocketOrder.LogReaches(String log, long life, long tail)) {
        tails.merge(new Life(log, life), tail, Math::max);
      } else {
        more = true;
      }
    }
  }

  /** In place of all that was missed. */
  List<SocketOrder> instead() {
    List<SocketOrder> orders = new ArrayList<>(tails.size() + 1);
    tails.forEach(
        (life, tail) -> orders.add(new SocketOrder.LogReaches(life.log(), life.number(), tail)));
    if (more) {
      orders.add(new SocketOrder.Missed());
    }
    return orders;
  }
}

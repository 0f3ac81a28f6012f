package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What objects tell hubs, kept while the node's lease has lapsed: what it says of sockets and of
 * logs is durable, and must not be missing later. Frames that no log keeps are dropped: they are
 * sent at most once, and late ones would show a past that is over.
 *
 * <p>Thread rule: callable from any thread.
 */
final class WithheldOrders {
  /**
   * An object has at most two batches on their way out when the lease lapses, and decides nothing
   * after that: more than these are only in objects that are more than the node may hold awake.
   */
  static final int BATCHES_MAX = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(WithheldOrders.class);

  private final LeaseGate gate;
  private final Queue<Output.Sockets> kept = new ArrayDeque<>();
  private volatile boolean any;

  WithheldOrders(LeaseGate gate) {
    this.gate = gate;
  }

  synchronized void keep(Output.Sockets sockets) {
    List<SocketOrder> lasting =
        sockets.orders().stream().filter(WithheldOrders::isLasting).toList();
    gate.framesDropped.add((long) sockets.orders().size() - lasting.size());
    if (lasting.isEmpty()) {
      return;
    }
    if (kept.size() >= BATCHES_MAX) {
      LOG.error(
          "more than {} batches of orders wait for the lease; those of {} are lost",
          BATCHES_MAX,
          sockets.object());
      return;
    }
    kept.add(new Output.Sockets(sockets.object(), sockets.hub(), lasting));
    any = true;
  }

  private static boolean isLasting(SocketOrder order) {
    return switch (order) {
      case SocketOrder.Send _, SocketOrder.Broadcast _, SocketOrder.BroadcastTagged _ -> false;
      case SocketOrder.Open _,
          SocketOrder.Retag _,
          SocketOrder.Attach _,
          SocketOrder.Close _,
          SocketOrder.CloseAll _,
          SocketOrder.LogGrown _ ->
          true;
    };
  }

  /** Carries out what was kept, before anything newer; once the lease is valid again. */
  void letGo(Consumer<Output.Sockets> carryOut) {
    if (any) {
      letGoAll(carryOut);
    }
  }

  private synchronized void letGoAll(Consumer<Output.Sockets> carryOut) {
    for (var sockets = kept.poll(); sockets != null; sockets = kept.poll()) {
      try {
        carryOut.accept(sockets);
      } catch (RuntimeException e) {
        LOG.error("orders of {} could not be carried out", sockets.object(), e);
      }
    }
    any = false;
  }
}

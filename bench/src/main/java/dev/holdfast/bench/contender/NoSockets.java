package dev.holdfast.bench.contender;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;

/** The hub of a host that nobody connects to. */
final class NoSockets implements SocketHub {
  @Override
  public String name() {
    return "bench";
  }

  @Override
  public void carryOut(ObjectId object, List<SocketOrder> orders) {
    // Nobody listens. An append still makes the order, as it does in a node.
  }

  @Override
  public List<SocketInfo> sockets(ObjectId object) {
    return List.of();
  }
}

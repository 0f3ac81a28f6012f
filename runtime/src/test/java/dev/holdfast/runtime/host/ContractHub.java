package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A hub that notes what it is told. Callable from any thread. */
public final class ContractHub implements SocketHub {
  private final Map<ObjectId, List<SocketOrder>> orders = new HashMap<>();
  private final String name;
  private ObjectId failing;

  /** One of a node that has no others beside it. */
  public ContractHub() {
    this("contract-hub");
  }

  public ContractHub(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void carryOut(ObjectId object, List<SocketOrder> given) {
    if (object.equals(failing)) {
      throw new IllegalStateException("the hub was told to fail");
    }
    orders.computeIfAbsent(object, _ -> new ArrayList<>()).addAll(given);
  }

  /** Fails whatever it is told for this object from now on. */
  synchronized void failFor(ObjectId object) {
    failing = object;
  }

  public synchronized List<SocketOrder> ordersOf(ObjectId object) {
    return List.copyOf(orders.getOrDefault(object, List.of()));
  }

  @Override
  public List<SocketInfo> sockets(ObjectId object) {
    return List.of();
  }
}

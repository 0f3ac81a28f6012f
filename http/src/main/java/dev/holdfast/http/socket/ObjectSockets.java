package dev.holdfast.http.socket;

import dev.holdfast.runtime.SocketId;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one object on this node. Most objects with sockets have one, which is kept without
 * a table.
 *
 * <p>Thread rule: changed by one thread at a time, under the lock of {@link HubSockets}; read by
 * any.
 */
final class ObjectSockets {
  private volatile Map<SocketId, HubSocket> sockets = Map.of();
  private final AtomicInteger underWay = new AtomicInteger();

  void add(HubSocket socket) {
    Map<SocketId, HubSocket> known = sockets;
    if (known.isEmpty()) {
      sockets = Map.of(socket.id, socket);
    } else if (known instanceof ConcurrentHashMap<?, ?>) {
      known.put(socket.id, socket);
    } else {
      Map<SocketId, HubSocket> more = new ConcurrentHashMap<>(known);
      more.put(socket.id, socket);
      sockets = more;
    }
  }

  /** Whether it was there. */
  boolean remove(SocketId id) {
    Map<SocketId, HubSocket> known = sockets;
    if (known instanceof ConcurrentHashMap<?, ?>) {
      return known.remove(id) != null;
    }
    boolean there = known.containsKey(id);
    sockets = there ? Map.of() : known;
    return there;
  }

  @Nullable HubSocket find(SocketId id) {
    return sockets.get(id);
  }

  Collection<HubSocket> all() {
    return sockets.values();
  }

  int count() {
    return sockets.size();
  }

  /** Messages of all of them that are on their way to the object. */
  AtomicInteger underWay() {
    return underWay;
  }
}

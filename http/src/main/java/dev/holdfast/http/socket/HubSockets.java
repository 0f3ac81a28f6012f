package dev.holdfast.http.socket;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Which sockets a hub holds, open or opening.
 *
 * <p>Thread rule: read by any thread; changed under {@link #lock}, by which those also see openings
 * and ends of one object in one order who hand them on.
 */
final class HubSockets {
  /** Many more than threads, so that two objects rarely share one. */
  private static final int LOCKS = 256;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final int socketsMax;
  private final AtomicInteger held = new AtomicInteger();
  private final ConcurrentHashMap<ObjectId, ObjectSockets> objects = new ConcurrentHashMap<>();
  private final Object[] locks = new Object[LOCKS];

  HubSockets(int socketsMax) {
    this.socketsMax = socketsMax;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** The lock of an object's openings and ends; shared with some others. */
  Object lock(ObjectId object) {
    return locks[(object.hashCode() & 0x7fffffff) % LOCKS];
  }

  /** Takes a socket in, or says which bound there is no room within. Under its lock. */
  Optional<Answer> add(HubSocket socket) {
    ObjectSockets known = objects.get(socket.object);
    if (known != null && known.count() >= socket.type.rules().socketsMax()) {
      return Optional.of(
          new Answer.Overloaded("this object has as many sockets as it may have", RETRY_AFTER));
    }
    if (held.incrementAndGet() > socketsMax) {
      held.decrementAndGet();
      return Optional.of(
          new Answer.Overloaded("this node has as many sockets as it may have", RETRY_AFTER));
    }
    objects.computeIfAbsent(socket.object, _ -> new ObjectSockets()).add(socket);
    socket.type.opened();
    return Optional.empty();
  }

  /** The socket is no longer one of its object's. */
  void remove(HubSocket socket) {
    synchronized (lock(socket.object)) {
      ObjectSockets known = objects.get(socket.object);
      if (known != null && known.remove(socket.id)) {
        held.decrementAndGet();
        socket.type.closed(socket.closeCode());
        if (known.count() == 0) {
          objects.remove(socket.object);
        }
      }
    }
  }

  /** Whether the object has any. Under its lock. */
  boolean hasAny(ObjectId object) {
    return objects.containsKey(object);
  }

  Optional<HubSocket> find(ObjectId object, SocketId id) {
    ObjectSockets known = objects.get(object);
    return known == null ? Optional.empty() : Optional.ofNullable(known.find(id));
  }

  Collection<HubSocket> of(ObjectId object) {
    ObjectSockets known = objects.get(object);
    return known == null ? List.of() : known.all();
  }

  /** Messages of the object's sockets that are on their way to it. */
  AtomicInteger underWay(ObjectId object) {
    ObjectSockets known = objects.get(object);
    return known == null ? new AtomicInteger() : known.underWay();
  }

  void forEach(Consumer<HubSocket> action) {
    objects.values().forEach(sockets -> sockets.all().forEach(action));
  }

  int count() {
    return held.get();
  }
}

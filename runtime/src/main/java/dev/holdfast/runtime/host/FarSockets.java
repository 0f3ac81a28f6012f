package dev.holdfast.runtime.host;

import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The sockets that hubs of other nodes hold for an object in memory. A hub is asked for its list
 * when a handler wants it first; from then on the object's own decisions and the ends of sockets
 * keep it current.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it is a part of.
 */
final class FarSockets {
  private final Map<String, Map<SocketId, SocketInfo>> byHub = new HashMap<>(4);
  private Set<String> silent = Set.of();
  private boolean wanted;
  private long bytes;

  /** What a handler sees: all open sockets. Throws {@link ListsMissing} until all hubs said. */
  static List<SocketInfo> seen(ObjectState state, Hubs hubs, BatchRun run) {
    String own = hubs.own().name();
    List<SocketInfo> all = new ArrayList<>(hubs.own().sockets(state.id()));
    run.opening().stream().filter(socket -> socket.id().hub().equals(own)).forEach(all::add);
    for (String hub : far(state, hubs)) {
      FarSockets far = state.sockets().far();
      Map<SocketId, SocketInfo> known = far.byHub.get(hub);
      if (known != null) {
        all.addAll(known.values());
      } else {
        far.wanted |= !far.silent.contains(hub);
      }
    }
    requireListed(state);
    return all;
  }

  /**
   * Throws {@link ListsMissing} where a handler of this batch wanted lists that are not there, also
   * where it caught what told it so.
   */
  static void requireListed(ObjectState state) {
    if (isWanted(state)) {
      throw new ListsMissing();
    }
  }

  /** Whether a handler of this batch wanted lists that are not there. */
  static boolean isWanted(ObjectState state) {
    return state.hasFarSockets() && state.sockets().far().wanted;
  }

  /** The hubs to be asked. */
  static List<String> unknown(ObjectState state, Hubs hubs) {
    return far(state, hubs).stream()
        .filter(hub -> !state.sockets().far().byHub.containsKey(hub))
        .toList();
  }

  private static List<String> far(ObjectState state, Hubs hubs) {
    String own = hubs.own().name();
    return state.hubs().stream().filter(hub -> !hub.equals(own) && !hubs.isLost(hub)).toList();
  }

  /** Nothing is wanted yet. */
  static void beginBatch(ObjectState state) {
    if (state.hasFarSockets()) {
      state.sockets().far().wanted = false;
    }
  }

  /** Hubs that said nothing are asked again when the next batch wants to know. */
  static void endBatch(ObjectState state) {
    if (state.hasFarSockets()) {
      state.sockets().far().silent = Set.of();
    }
  }

  /** Those hubs did not say in time; they hold nothing, as far as the next batch knows. */
  void silent(Set<String> hubs) {
    silent = hubs;
  }

  /** All that a hub holds. */
  void learn(String hub, List<SocketInfo> sockets) {
    forget(hub);
    byHub.put(hub, new LinkedHashMap<>());
    sockets.forEach(this::accepted);
  }

  /** A socket was accepted. Where the hub's others are not known, its list will have this one. */
  void accepted(SocketInfo socket) {
    Map<SocketId, SocketInfo> known = byHub.get(socket.id().hub());
    if (known != null) {
      bytes += OrderSizes.of(socket);
      known.put(socket.id(), socket);
    }
  }

  void change(SocketId id, UnaryOperator<SocketInfo> change) {
    Map<SocketId, SocketInfo> known = byHub.getOrDefault(id.hub(), Map.of());
    SocketInfo before = known.get(id);
    if (before != null) {
      SocketInfo after = change.apply(before);
      bytes += OrderSizes.of(after) - OrderSizes.of(before);
      known.put(id, after);
    }
  }

  /** A socket is gone. */
  void closed(SocketId id) {
    SocketInfo gone = byHub.getOrDefault(id.hub(), new HashMap<>(0)).remove(id);
    bytes -= gone == null ? 0 : OrderSizes.of(gone);
  }

  /** A hub holds none any more. */
  void forget(String hub) {
    Map<SocketId, SocketInfo> gone = byHub.remove(hub);
    if (gone != null) {
      bytes -= gone.values().stream().mapToLong(OrderSizes::of).sum();
    }
  }

  long bytes() {
    return bytes;
  }
}

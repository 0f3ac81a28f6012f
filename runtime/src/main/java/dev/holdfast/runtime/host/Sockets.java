package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an object keeps of its sockets: which hubs hold them, and the frames that took effect.
 * Frames that changed nothing are remembered only while it is in memory: after that they are sent
 * again only if nobody heard of their end, and to handle them once more changes nothing either.
 */
final class Sockets {
  private Map<String, Long> frames = Map.of();
  private Map<String, Long> handled = Map.of();
  private List<String> hubs = List.of();
  private @Nullable FarSockets far;

  void applied(String socket, long number) {
    frames = frames.isEmpty() ? new HashMap<>(4) : frames;
    frames.put(socket, number);
    if (!handled.isEmpty()) {
      handled.remove(socket);
    }
  }

  /** The frame came to its end, with a change to store or without. */
  void handled(String socket, long number) {
    if (frameMark(socket) < number) {
      handled = handled.isEmpty() ? new HashMap<>(4) : handled;
      handled.put(socket, number);
    }
  }

  void forget(String socket) {
    if (!frames.isEmpty()) {
      frames.remove(socket);
    }
    if (!handled.isEmpty()) {
      handled.remove(socket);
    }
  }

  /** Whether there is a frame of it that a commit says took effect. */
  boolean isStored(String socket) {
    return frames.containsKey(socket);
  }

  void attach(String hub) {
    List<String> more = new ArrayList<>(hubs);
    more.add(hub);
    hubs = List.copyOf(more);
  }

  void detach(String hub) {
    hubs = hubs.stream().filter(attached -> !attached.equals(hub)).toList();
    if (far != null) {
      far.forget(hub);
    }
    // Its sockets are gone with it; nobody else will say so.
    String itsSockets = hub + ":";
    if (!frames.isEmpty()) {
      frames.keySet().removeIf(socket -> socket.startsWith(itsSockets));
    }
    if (!handled.isEmpty()) {
      handled.keySet().removeIf(socket -> socket.startsWith(itsSockets));
    }
  }

  /** The highest frame of the socket that came to its end, 0 for none. */
  long frameMark(String socket) {
    Long known = handled.get(socket);
    return known == null ? frames.getOrDefault(socket, 0L) : known;
  }

  List<String> hubs() {
    return hubs;
  }

  /** Whether any was ever known at a hub of another node, or wanted to be. */
  boolean hasFar() {
    return far != null;
  }

  /** Those at hubs of other nodes. */
  FarSockets far() {
    FarSockets known = far == null ? new FarSockets() : far;
    far = known;
    return known;
  }

  /** Bytes of what is kept beside what is stored. */
  long bytes() {
    return far == null ? 0 : far.bytes();
  }

  void addTo(List<Change> changes) {
    frames.forEach((socket, number) -> changes.add(new Change.FrameApplied(socket, number)));
    hubs.forEach(hub -> changes.add(new Change.HubAttached(hub)));
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an object keeps of its sockets: which hubs hold them, and the frames that took effect. */
final class Sockets {
  private Map<String, Long> frames = Map.of();
  private List<String> hubs = List.of();

  void applied(String socket, long number) {
    frames = frames.isEmpty() ? new HashMap<>(4) : frames;
    frames.put(socket, number);
  }

  void forget(String socket) {
    if (!frames.isEmpty()) {
      frames.remove(socket);
    }
  }

  void attach(String hub) {
    List<String> more = new ArrayList<>(hubs);
    more.add(hub);
    hubs = List.copyOf(more);
  }

  void detach(String hub) {
    hubs = hubs.stream().filter(attached -> !attached.equals(hub)).toList();
    if (!frames.isEmpty()) {
      // Its sockets are gone with it; nobody else will say so.
      frames.keySet().removeIf(socket -> socket.startsWith(hub + ":"));
    }
  }

  /** The highest frame of the socket that took effect, 0 for none. */
  long frameMark(String socket) {
    return frames.getOrDefault(socket, 0L);
  }

  List<String> hubs() {
    return hubs;
  }

  void addTo(List<Change> changes) {
    frames.forEach((socket, number) -> changes.add(new Change.FrameApplied(socket, number)));
    hubs.forEach(hub -> changes.add(new Change.HubAttached(hub)));
  }
}

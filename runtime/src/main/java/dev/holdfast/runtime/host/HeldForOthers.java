package dev.holdfast.runtime.host;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deliveries of other nodes that this one has and has not answered. No more than those nodes may
 * have under way, see {@link AskedElsewhere}.
 *
 * <p>Thread rule: callable from any thread.
 */
final class HeldForOthers {
  private final Set<RemoteReply> held = ConcurrentHashMap.newKeySet();

  void add(RemoteReply reply) {
    held.add(reply);
  }

  /** It was answered, or passed on. */
  void remove(RemoteReply reply) {
    held.remove(reply);
  }

  List<Long> of(String origin, Set<Long> asked) {
    return held.stream()
        .filter(reply -> reply.origin().equals(origin) && asked.contains(reply.number()))
        .map(RemoteReply::number)
        .toList();
  }

  /** Nobody waits for those whose time is over. */
  void sweep(long nanos) {
    held.removeIf(reply -> reply.isOver(nanos));
  }

  int count() {
    return held.size();
  }
}

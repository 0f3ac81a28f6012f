package dev.holdfast.runtime.host;

import dev.holdfast.runtime.SocketInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks hubs of other nodes for the sockets of an object, when a handler wanted to know them. */
final class SocketLists {
  private static final Logger LOG = LoggerFactory.getLogger(SocketLists.class);

  private SocketLists() {}

  /** What hubs said; nothing of those that did not in time. */
  record Said(Map<String, List<SocketInfo>> lists, Set<String> silent) {}

  /** Asks those that have not said yet, and tells the object once all have, or it is too late. */
  static void ask(ObjectState state, Hubs hubs, ActorRef<ObjectCommand> self) {
    Map<String, CompletableFuture<List<SocketInfo>>> asked = new HashMap<>();
    for (String hub : FarSockets.unknown(state, hubs)) {
      asked.put(hub, hubs.list(hub, state.id()).toCompletableFuture());
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new));
    var _ = all.whenComplete((_, _) -> self.tell(new ObjectCommand.SocketsListed(said(asked))));
  }

  private static Said said(Map<String, CompletableFuture<List<SocketInfo>>> asked) {
    Map<String, List<SocketInfo>> lists = new HashMap<>();
    Set<String> silent = new HashSet<>();
    asked.forEach((hub, list) -> {
      if (list.isCompletedExceptionally()) {
        silent.add(hub);
      } else {
        lists.put(hub, list.join());
      }
    });
    return new Said(lists, silent);
  }

  /** Takes in what hubs said, for the turn that wanted it and those after it. */
  static void learn(Said said, ObjectState state) {
    if (!said.silent().isEmpty()) {
      LOG.atWarn()
          .addKeyValue("object", state.id())
          .log(
              "no list of sockets within {} ms from {}: they count as having none for this turn",
              HubLists.DEADLINE.toMillis(),
              said.silent());
    }
    FarSockets far = state.sockets().far();
    far.silent(said.silent());
    said.lists()
        .forEach((hub, sockets) -> {
          if (state.hubs().contains(hub)) {
            far.learn(hub, sockets);
          }
        });
  }
}

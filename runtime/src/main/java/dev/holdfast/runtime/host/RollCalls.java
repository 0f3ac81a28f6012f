package dev.holdfast.runtime.host;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out which deliveries of this node are lost: whatever none of the nodes that live holds. They
 * went with a node that was removed, or with a connection that broke, or their answers did. Their
 * callers learn that the outcome is unknown, not at their deadlines: at once after a removal, else
 * after {@link #LONG}.
 *
 * <p>What was on its way to a node that lives is there before the roll call, and what one answered
 * is here before its reply: both go by the same streams, in order. One that is being passed on from
 * node to node may be taken for lost; that its outcome is unknown is then true as well.
 *
 * <p>Thread rule: callable from any thread.
 */
final class RollCalls {
  /** Under way for longer than nearly all are: somebody looks whether it is lost. */
  static final Duration LONG = Duration.ofSeconds(5);

  private final String self;
  private final NodeLinks links;
  private final AskedElsewhere asked;
  private final HeldForOthers held;
  private final Set<String> awaited = new HashSet<>();
  private final Set<Long> found = new HashSet<>();
  private Set<Long> missing = Set.of();
  private long round;

  RollCalls(String self, NodeLinks links, AskedElsewhere asked, HeldForOthers held) {
    this.self = self;
    this.links = links;
    this.asked = asked;
    this.held = held;
    links.on(LinkMessage.RollCall.class, this::asked);
    links.on(LinkMessage.Held.class, reply -> links.afterAllArrived(() -> replied(reply)));
    links.onRemoved(_ -> begin(asked.numbers()));
  }

  /** Another round takes the place of one that goes on. */
  private void begin(Set<Long> numbers) {
    synchronized (this) {
      round++;
      missing = numbers;
      found.clear();
      awaited.clear();
      awaited.addAll(links.others());
    }
    askAgain();
    conclude();
  }

  /** Done every second. */
  void sweep(long nanos) {
    boolean idle;
    synchronized (this) {
      idle = missing.isEmpty();
    }
    Set<Long> longUnderWay = idle ? asked.leftBy(nanos - LONG.toNanos()) : Set.of();
    if (longUnderWay.isEmpty()) {
      askAgain();
    } else {
      begin(longUnderWay);
    }
  }

  /** Those that have not replied: their reply may have been lost. */
  private void askAgain() {
    LinkMessage.RollCall call;
    List<String> nodes;
    synchronized (this) {
      if (missing.isEmpty() || awaited.isEmpty()) {
        return;
      }
      call = new LinkMessage.RollCall(self, round, List.copyOf(missing));
      nodes = List.copyOf(awaited);
    }
    // One that is not there any more is removed soon, which begins another round.
    nodes.forEach(node -> links.send(node, call));
  }

  private void asked(LinkMessage.RollCall call) {
    List<Long> here = held.of(call.asking(), Set.copyOf(call.numbers()));
    links.send(call.asking(), new LinkMessage.Held(self, call.round(), here));
  }

  private void replied(LinkMessage.Held reply) {
    synchronized (this) {
      if (reply.round() != round || !awaited.remove(reply.node())) {
        return;
      }
      found.addAll(reply.numbers());
    }
    conclude();
  }

  private void conclude() {
    Set<Long> lost;
    synchronized (this) {
      if (!awaited.isEmpty()) {
        return;
      }
      lost = new HashSet<>(missing);
      missing = Set.of();
      lost.removeAll(found);
      // One may have come back here from another node.
      lost.removeAll(held.of(self, lost));
    }
    asked.lost(lost);
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What leaves an awake object by itself once it is durable: messages to other objects, which it
 * sends, and calls to the outside, which it hands in at the node's desk.
 *
 * <p>Thread rule: confined to the object's actor.
 */
final class Outgoing {
  /** Until the desk may have room again. */
  private static final Duration DESK_FULL_PAUSE = Duration.ofSeconds(5);

  private static final Change DESTROYED = new Change.Destroyed();

  private final ObjectId object;
  private final NodeHost host;
  private final ActorRef<ObjectCommand> self;
  private final Correspondence mail;
  private boolean held;
  private long heldSince;

  Outgoing(ObjectState state, NodeHost host, ActorRef<ObjectCommand> self) {
    this.object = state.id();
    this.host = host;
    this.self = self;
    this.mail = new Correspondence(state, host.services(), new NodeTellRoute(host, object, self));
  }

  Correspondence mail() {
    return mail;
  }

  TellSender tells() {
    return mail.tells();
  }

  /** What the activation before it left. */
  void loaded(ObjectState state) {
    mail.loaded();
    woken(state);
  }

  /** Somebody looks whether all calls are being made: the desk had no room, or the node is new. */
  void woken(ObjectState state) {
    held = false;
    if (state.hasCalls()) {
      begin(state.calls().all());
    }
  }

  /** A commit is durable, and what the object decides next has not begun. */
  void committed(Committed committed, ObjectState state) {
    mail.committed(committed);
    if (committed.changes().contains(DESTROYED)) {
      host.desk().forget(object);
    }
    if (!held) {
      begin(Calls.asked(committed.changes()));
    } else if (now() - heldSince >= DESK_FULL_PAUSE.toNanos()) {
      woken(state);
    }
  }

  /** In order: as long as one is held back, so are those after it. */
  private void begin(List<Change.CallAsked> calls) {
    if (!calls.isEmpty() && !host.desk().begin(object, calls)) {
      held = true;
      heldSince = now();
      host.later(DESK_FULL_PAUSE, () -> self.tell(new ObjectCommand.Wake(object.toString())));
    }
  }

  private long now() {
    return host.services().ticker().getAsLong();
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What leaves an awake object by itself once it is durable: messages to other objects, which it
 * sends, and calls to the outside, which it hands in at the node's desk.
 *
 * <p>Thread rule: confined to the object's actor.
 */
final class Outgoing {
  private static final Change DESTROYED = new Change.Destroyed();

  private final ObjectId object;
  private final NodeHost host;
  private final Correspondence mail;
  private final OutgoingCalls calls;

  Outgoing(ObjectState state, NodeHost host, ActorRef<ObjectCommand> self) {
    this.object = state.id();
    this.host = host;
    this.mail = new Correspondence(state, host.services(), new NodeTellRoute(host, object, self));
    this.calls = new OutgoingCalls(object, host, self);
  }

  Correspondence mail() {
    return mail;
  }

  TellSender tells() {
    return mail.tells();
  }

  OutgoingCalls calls() {
    return calls;
  }

  /** What the activation before it left. */
  void loaded(ObjectState state) {
    mail.loaded();
    calls.woken(state);
  }

  /** Somebody looks whether all is on its way. */
  void woken(ObjectState state) {
    calls.woken(state);
  }

  /** A commit is durable, and what the object decides next has not begun. */
  void committed(Committed committed, ObjectState state) {
    mail.committed(committed);
    if (committed.changes().contains(DESTROYED)) {
      host.desk().forget(object);
    }
    calls.asked(Calls.asked(committed.changes()), state);
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an object in memory has under way with others: messages to them, and what it has read of
 * those it hears from.
 *
 * <p>Thread rule: confined, like the activation it belongs to. It touches the object's state only
 * in calls that are given it, which are made while nothing is being decided.
 */
final class Correspondence {
  /** The ways of one object. */
  interface Route extends TellSender.Route {
    /**
     * Reads what a sender has stored; what came of it is given to {@link SenderReader#arrived}, in
     * the object's turn.
     */
    void readSender(String sender);

    /** A message that got through and that nobody has said so of yet; null when there is none. */
    default ObjectCommand.@Nullable TellAnswered gotThrough() {
      return null;
    }
  }

  private final ObjectState state;
  private final HostServices services;
  private final TellSender tells;
  private final SenderReader senders;
  private final Route route;

  Correspondence(ObjectState state, HostServices services, Route route) {
    this.state = state;
    this.services = services;
    this.route = route;
    this.tells = new TellSender(state.id(), services, route);
    this.senders = new SenderReader(route::readSender);
  }

  TellSender tells() {
    return tells;
  }

  SenderReader senders() {
    return senders;
  }

  /** Whether the object is to stay in memory: to deliver, or to write down that it did. */
  boolean isUnderWay() {
    return tells.isBusy() || senders.isBusy() || isUnsettled();
  }

  /** Whether a commit is to say something, if need be one of its own. */
  boolean isUnsettled() {
    return tells.isUnsettled() || senders.isUnsettled();
  }

  /** Takes up what is stored. */
  void loaded() {
    if (state.hasMail()) {
      tells.resume(state.mail().outbox().all());
    }
  }

  /** Before events are decided: what the next commit is to say beside them. */
  List<Change> beside() {
    if (!state.hasMail()) {
      return List.of();
    }
    for (var next = route.gotThrough(); next != null; next = route.gotThrough()) {
      tells.answered(next.target(), next.number(), next.answer());
    }
    List<Change> forgotten = senders.handOver(state.mail().inbox(), services.limits().sendersMax());
    List<Change.ToldUpTo> settled = tells.settled();
    if (forgotten.isEmpty()) {
      return List.copyOf(settled);
    }
    List<Change> changes = new ArrayList<>(settled);
    changes.addAll(forgotten);
    return changes;
  }

  /** Events were decided. */
  void decided() {
    if (state.hasMail()) {
      senders.look(state.mail().inbox(), services.limits().sendersMax());
    }
  }

  /** What was decided is durable. */
  void committed(Committed committed) {
    tells.committed(committed);
    senders.committed(committed.changes());
  }
}

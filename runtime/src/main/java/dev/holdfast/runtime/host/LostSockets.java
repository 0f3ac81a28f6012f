package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The books of sockets that went with their node: that the object has heard of it commits with what
 * its handler decided, so it takes effect once. A handler that throws is called again at the next
 * wake: until then the object believes in a hub that nobody is told anything by.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class LostSockets implements EventBooks {
  /** Lost hubs that an object keeps for a handler that throws: as many restarts of a node. */
  private static final int KEPT_MAX = 16;

  private static final int BYTES = 128;

  private final ObjectState state;
  private final HostServices services;

  LostSockets(ObjectState state, HostServices services) {
    this.state = state;
    this.services = services;
  }

  /** Events for the hubs that held sockets of the object and live no more. */
  static List<Envelope> events(ObjectState state, HostServices services, String correlation) {
    return state.hubs().stream()
        .filter(services.hubs()::isLost)
        .map(hub -> envelope(state, services, hub, correlation))
        .toList();
  }

  /** What an object is to decide next: losses that it is to hear of, what is due, what waits. */
  static List<Envelope> all(AwakeEntry entry, ObjectState state, Gate gate, HostServices services) {
    List<Envelope> due = DueAlarms.batch(state, gate, services);
    boolean lost = entry.lost;
    entry.lost = false;
    return lost ? before(due, state, services) : due;
  }

  /** The batch with the events of hubs that were lost meanwhile in front. */
  static List<Envelope> before(List<Envelope> batch, ObjectState state, HostServices services) {
    List<Envelope> all =
        new ArrayList<>(events(state, services, Ids.fresh(services.clock().instant())));
    all.addAll(batch);
    return all;
  }

  private static Envelope envelope(
      ObjectState state, HostServices services, String hub, String correlation) {
    Delivery delivery =
        new Delivery(
            state.id(),
            new ObjectEvent.SocketsLost(hub),
            Optional.empty(),
            Delivery.Reach.EXISTING,
            correlation,
            Duration.ZERO,
            BYTES);
    // Nobody waits for an answer, and it never expires.
    long never = services.ticker().getAsLong() + Long.MAX_VALUE / 2;
    return new Envelope(state.id().toString(), delivery, _ -> {}, never);
  }

  @Override
  public @Nullable Answer settled(Envelope envelope, BatchRun run) {
    return state.hubs().contains(lost(envelope).hub()) ? null : new Answer.Done();
  }

  @Override
  public boolean overran(Envelope envelope) {
    return services.overrun().take(state.id(), lost(envelope));
  }

  @Override
  public void applied(Envelope envelope, BatchRun run) {
    run.change(new Change.HubDetached(lost(envelope).hub()));
  }

  @Override
  public Answer refused(Envelope envelope, Refusal refusal, BatchRun run) {
    applied(envelope, run);
    return new Answer.Refused(refusal);
  }

  @Override
  public Answer failed(Envelope envelope, Answer failure, BatchRun run) {
    // One that never ends would take each activation of its object with it.
    if (failure instanceof Answer.Overran || state.hubs().size() > KEPT_MAX) {
      applied(envelope, run);
    }
    return failure;
  }

  private static ObjectEvent.SocketsLost lost(Envelope envelope) {
    return (ObjectEvent.SocketsLost) envelope.delivery().event();
  }
}

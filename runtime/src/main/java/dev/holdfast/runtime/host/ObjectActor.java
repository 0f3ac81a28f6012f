package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * The one actor for objects of every type: an event-sourced actor whose events are whole batches of
 * turns. The {@link ObjectGate} in front of it decides what it is given to persist.
 */
final class ObjectActor extends EventSourcedBehavior<ObjectCommand, Committed, ObjectState> {
  private final Activation activation;

  private ObjectActor(PersistenceId id, Activation activation) {
    super(id);
    this.activation = activation;
  }

  static Behavior<ObjectCommand> create(
      NodeHost host, TypeRuntime<?> type, EntityContext<ObjectCommand> entity) {
    return Behaviors.setup(context -> {
      ActorRef<ObjectCommand> self = context.getSelf();
      ObjectState state = new ObjectState(host.idOf(entity.getEntityId()));
      Activation activation = new Activation(host, type, state, self);
      PersistenceId id = PersistenceId.ofUniqueId(entity.getEntityId());
      ActorRef<ClusterSharding.ShardCommand> shard = entity.getShard();
      return ObjectGate.around(new ObjectActor(id, activation), activation, shard, self);
    });
  }

  @Override
  public ObjectState emptyState() {
    return activation.state();
  }

  @Override
  public CommandHandler<ObjectCommand, Committed, ObjectState> commandHandler() {
    return (_, command) -> onCommand(command);
  }

  private Effect<Committed, ObjectState> onCommand(ObjectCommand command) {
    return switch (command) {
      case ObjectCommand.Decision(Decided decided) ->
          Effect().persist(decided.committed().orElseThrow()).thenRun(_ -> activation.committed());
      case ObjectCommand.Stop _ -> Effect().stop();
      case Envelope _, ObjectCommand.Abandon _, ObjectCommand.Sleep _ -> Effect().unhandled();
    };
  }

  @Override
  public EventHandler<ObjectState, Committed> eventHandler() {
    return (state, event) -> {
      activation.event(event);
      return state;
    };
  }

  @Override
  public SignalHandler<ObjectState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), _ -> activation.loaded())
        .onSignal(RecoveryFailed.class, (_, signal) -> activation.failed(signal.getFailure()))
        .onSignal(JournalPersistFailed.class, (_, signal) -> activation.failed(signal.getFailure()))
        .build();
  }

  /** Snapshots are written by the host, beside the actor: callers never wait for one. */
  @Override
  public SnapshotAdapter<ObjectState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(ObjectState state) {
        throw new IllegalStateException("the host writes snapshots, not the actor");
      }

      @Override
      public ObjectState fromJournal(Object from) {
        activation.restored((ObjectSnapshot) from);
        return activation.state();
      }
    };
  }
}

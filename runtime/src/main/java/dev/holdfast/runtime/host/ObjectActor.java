package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed;
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
import org.apache.pekko.persistence.typed.javadsl.EffectFactories;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.apache.pekko.persistence.typed.javadsl.SignalHandlerBuilder;

/**
 * The one actor for objects of every type: an event-sourced actor whose events are whole batches of
 * turns. The {@link ObjectGate} in front of it decides what it is given to persist.
 *
 * <p>Its state is the {@link Activation}, so that all handlers are shared by all objects: an idle
 * object holds none of its own.
 */
final class ObjectActor extends EventSourcedBehavior<ObjectCommand, Committed, Activation> {
  private static final EffectFactories<Committed, Activation> EFFECTS = new EffectFactories<>();

  private static final SignalHandler<Activation> SIGNALS =
      SignalHandlerBuilder.<Activation>builder()
          .onSignal(RecoveryCompleted.instance(), Activation::loaded)
          .onSignal(
              RecoveryFailed.class, (activation, signal) -> activation.failed(signal.getFailure()))
          .onSignal(
              JournalPersistFailed.class,
              (activation, signal) -> activation.failed(signal.getFailure()))
          .build();

  private final Activation activation;

  private ObjectActor(PersistenceId id, Activation activation) {
    super(id);
    this.activation = activation;
  }

  static Behavior<ObjectCommand> create(
      NodeHost host, TypeRuntime<?> type, EntityContext<ObjectCommand> entity) {
    return Behaviors.setup(context -> {
      ActorRef<ObjectCommand> self = context.getSelf();
      ObjectId parsed = ObjectId.parse(entity.getEntityId());
      // The type's own text, not a copy of it in each object.
      ObjectId id = new ObjectId(type.definition().name(), parsed.name());
      Activation activation = new Activation(host, type, new ObjectState(id), self);
      PersistenceId persistenceId = PersistenceId.ofUniqueId(entity.getEntityId());
      ActorRef<ClusterSharding.ShardCommand> shard = entity.getShard();
      return ObjectGate.around(new ObjectActor(persistenceId, activation), activation, shard, self);
    });
  }

  @Override
  public Activation emptyState() {
    return activation;
  }

  @Override
  public CommandHandler<ObjectCommand, Committed, Activation> commandHandler() {
    return ObjectActor::onCommand;
  }

  private static Effect<Committed, Activation> onCommand(
      Activation activation, ObjectCommand command) {
    return switch (command) {
      case ObjectCommand.Decision(Decided decided) ->
          EFFECTS.persist(decided.committed().orElseThrow()).thenRun(Activation::committed);
      case ObjectCommand.Stop _ -> EFFECTS.stop();
      case Envelope _,
          ObjectCommand.Wake _,
          ObjectCommand.Abandon _,
          ObjectCommand.TellAnswered _,
          ObjectCommand.TellAgain _,
          ObjectCommand.SenderRead _,
          ObjectCommand.Lapsed _,
          ObjectCommand.Sleep _ ->
          EFFECTS.unhandled();
    };
  }

  @Override
  public EventHandler<Activation, Committed> eventHandler() {
    return ObjectActor::onEvent;
  }

  private static Activation onEvent(Activation activation, Committed event) {
    activation.event(event);
    return activation;
  }

  @Override
  public SignalHandler<Activation> signalHandler() {
    return SIGNALS;
  }

  @Override
  public SnapshotAdapter<Activation> snapshotAdapter() {
    return activation;
  }
}

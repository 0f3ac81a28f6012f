package dev.holdfast.bench.contender;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * A counter as one writes it with plain Pekko. Events and state are a {@code Long}, which Pekko
 * serializes in a few nanoseconds: the comparison leans towards it.
 */
final class RawCounter extends EventSourcedBehavior<RawCounter.Command, Long, Long> {
  static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "counter");

  /** How many are in memory in this process. */
  static final AtomicInteger AWAKE = new AtomicInteger();

  /** What it understands. */
  sealed interface Command {}

  record Increment(ActorRef<Long> replyTo) implements Command {}

  record Read(ActorRef<Long> replyTo) implements Command {}

  /** Asks it to leave memory. */
  record Sleep() implements Command {}

  /** What the shard sends when it may. */
  record Stop() implements Command {}

  private final ActorRef<Command> self;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final int snapshotEvery;

  private RawCounter(EntityContext<Command> entity, ActorRef<Command> self, int snapshotEvery) {
    super(PersistenceId.of(KEY.name(), entity.getEntityId()));
    this.self = self;
    this.shard = entity.getShard();
    this.snapshotEvery = snapshotEvery;
  }

  static Behavior<Command> create(EntityContext<Command> entity, int snapshotEvery) {
    return Behaviors.setup(context -> new RawCounter(entity, context.getSelf(), snapshotEvery));
  }

  @Override
  public Long emptyState() {
    return 0L;
  }

  @Override
  public CommandHandler<Command, Long, Long> commandHandler() {
    return this::onCommand;
  }

  private Effect<Long, Long> onCommand(Long count, Command command) {
    return switch (command) {
      case Increment(var replyTo) -> Effect().persist(1L).thenReply(replyTo, now -> now);
      case Read(var replyTo) -> Effect().reply(replyTo, count);
      case Sleep _ -> {
        shard.tell(new ClusterSharding.Passivate<>(self));
        yield Effect().none();
      }
      case Stop _ -> Effect().stop();
    };
  }

  @Override
  public EventHandler<Long, Long> eventHandler() {
    return Long::sum;
  }

  @Override
  public boolean shouldSnapshot(Long state, Long event, long sequenceNr) {
    return sequenceNr % snapshotEvery == 0;
  }

  @Override
  public SignalHandler<Long> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), _ -> AWAKE.incrementAndGet())
        .onSignal(PostStop.instance(), _ -> AWAKE.decrementAndGet())
        .build();
  }
}

package dev.holdfast.runtime.host;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * Stands in front of the event-sourced actor: events gather here while a commit is in flight, so
 * the actor's own stash, which drops silently when full, is never used.
 *
 * <p>It intercepts messages of every class, the journal's answers to the actor among them, because
 * a rejected commit shows only as the exception that such an answer makes the actor throw, and
 * callers are owed the difference between <em>not done</em> and <em>outcome unknown</em>. (Other
 * failures of the journal are caught inside; {@link ObjectActor} hears of them by signal.)
 */
final class ObjectGate extends BehaviorInterceptor<Object, Object> {
  /** Behind the gate of an object that cannot be read. */
  private static final Behavior<Object> UNTIL_STOPPED =
      Behaviors.receiveMessage(message ->
          message instanceof ObjectCommand.Stop ? Behaviors.stopped() : Behaviors.same());

  private static final ObjectCommand ENOUGH = new ObjectCommand.Enough();

  /**
   * How long an object that is handed over works off its queue: all of it, nearly always, and no
   * longer than callers of the rest should wait before they are sent to its next place.
   */
  private static final Duration FINISH_WITHIN = Duration.ofMillis(300);

  private final Activation activation;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorRef<ObjectCommand> self;

  private ObjectGate(
      Activation activation,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorRef<ObjectCommand> self) {
    super(Object.class);
    this.activation = activation;
    this.shard = shard;
    this.self = self;
  }

  @SuppressWarnings("unchecked") // the outer protocol is the inner one; Object is for the journal's
  static Behavior<ObjectCommand> around(
      Behavior<ObjectCommand> actor,
      Activation activation,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorRef<ObjectCommand> self) {
    Behavior<?> inner = actor;
    Behavior<?> gated =
        Behaviors.intercept(
            () -> new ObjectGate(activation, shard, self), (Behavior<Object>) inner);
    return (Behavior<ObjectCommand>) gated;
  }

  @Override
  public Behavior<Object> aroundReceive(
      TypedActorContext<Object> context, Object message, ReceiveTarget<Object> actor) {
    return switch (message) {
      case ObjectCommand.Decision(Decided decided) ->
          activation.concluded(decided) ? passOn(context, message, actor) : Behaviors.same();
      case ObjectCommand.Abandon abandon -> {
        activation.culpritAnswered(abandon);
        yield Behaviors.stopped();
      }
      case ObjectCommand.Stop stop -> {
        boolean now = activation.mayStop();
        if (!now) {
          context.asJava().scheduleOnce(FINISH_WITHIN, context.asJava().getSelf(), ENOUGH);
        }
        yield now ? passOn(context, stop, actor) : Behaviors.same();
      }
      case ObjectCommand command -> {
        take(command);
        yield Behaviors.same();
      }
      default -> passOn(context, message, actor);
    };
  }

  /** What the actor behind need not see. */
  private void take(ObjectCommand command) {
    switch (command) {
      case Envelope envelope -> {
        PendingAnswers.placed(envelope);
        activation.received(envelope);
      }
      case ObjectCommand.Wake _ -> activation.woken();
      case ObjectCommand.TellAnswered answered -> activation.outgoing().tells().answered(answered);
      case ObjectCommand.TellAgain(String target) -> activation.outgoing().tells().again(target);
      case ObjectCommand.SenderRead(String sender, var books) ->
          activation.outgoing().mail().senders().arrived(sender, books);
      case ObjectCommand.LookForCalls _ -> activation.outgoing().calls().lookElsewhere();
      case ObjectCommand.CallsFound(var elsewhere) -> {
        activation.outgoing().calls().found(elsewhere);
        activation.fireDue();
      }
      case ObjectCommand.HubsLost _ -> {
        activation.lost = true;
        activation.fireDue();
      }
      case ObjectCommand.SocketsListed(var said) -> activation.listed(said);
      // What waits behind a commit would learn of it only with that.
      case ObjectCommand.Lapsed _ -> activation.refuse(LeaseGate.NOT_DONE);
      // It stops for too long; its next place has not begun yet.
      case ObjectCommand.Enough _ -> activation.refuse(CommitFailure.NOT_DONE);
      case ObjectCommand.Sleep(boolean pressed) -> sleep(pressed);
      case ObjectCommand.Decision _, ObjectCommand.Abandon _, ObjectCommand.Stop _ ->
          throw new IllegalStateException("not to be taken here: " + command);
    }
  }

  private void sleep(boolean pressed) {
    if (pressed ? activation.isIdle() : activation.maySleep()) {
      shard.tell(new ClusterSharding.Passivate<>(self));
    } else {
      activation.fireDue();
    }
  }

  private Behavior<Object> passOn(
      TypedActorContext<Object> context, Object message, ReceiveTarget<Object> actor) {
    try {
      Behavior<Object> next = actor.apply(context, message);
      return !Behavior.isAlive(next) && activation.staysUnreadable() ? UNTIL_STOPPED : next;
    } catch (RuntimeException e) {
      activation.failed(e);
      throw e;
    }
  }

  @Override
  public Behavior<Object> aroundSignal(
      TypedActorContext<Object> context, Signal signal, SignalTarget<Object> actor) {
    if (signal instanceof PostStop) {
      activation.ended();
    }
    return actor.apply(context, signal);
  }
}

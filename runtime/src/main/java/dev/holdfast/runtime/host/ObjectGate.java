package dev.holdfast.runtime.host;

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
      case Envelope envelope -> {
        PendingAnswers.placed(envelope);
        activation.received(envelope);
        yield Behaviors.same();
      }
      case ObjectCommand.Wake _ -> {
        activation.woken();
        yield Behaviors.same();
      }
      case ObjectCommand.Decision(Decided decided) ->
          activation.concluded(decided) ? passOn(context, message, actor) : Behaviors.same();
      case ObjectCommand.TellAnswered answered -> {
        activation.outgoing().tells().answered(answered);
        yield Behaviors.same();
      }
      case ObjectCommand.TellAgain(String target) -> {
        activation.outgoing().tells().again(target);
        yield Behaviors.same();
      }
      case ObjectCommand.SenderRead(String sender, var books) -> {
        activation.outgoing().mail().senders().arrived(sender, books);
        yield Behaviors.same();
      }
      case ObjectCommand.Abandon abandon -> {
        activation.culpritAnswered(abandon);
        yield Behaviors.stopped();
      }
      case ObjectCommand.Lapsed _ -> {
        activation.refuseAll();
        yield Behaviors.same();
      }
      case ObjectCommand.Sleep(boolean pressed) -> {
        sleep(pressed);
        yield Behaviors.same();
      }
      case ObjectCommand.Stop _ ->
          activation.mayStop() ? passOn(context, message, actor) : Behaviors.same();
      default -> passOn(context, message, actor);
    };
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

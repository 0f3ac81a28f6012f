package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * One actor in each shard beside its objects, as long as the shard is there. It answers whoever
 * asks that the shard is served, and does what the cluster has to do once, wherever its shard is.
 * That moves with the shard then, and needs no other region and no other coordinator, whose moves
 * would come on top after a crash.
 */
final class ShardKeeper extends AbstractBehavior<ObjectCommand> {
  /** No type of objects may be called so: its objects would be taken for keepers. */
  static final String TYPE = "holdfast-shard";

  private static final String PREFIX = TYPE + "/";
  private static final Answer SERVED = new Answer.Done();

  /**
   * Something to be done once in the cluster.
   *
   * @param name of its actor
   */
  record Duty(String name, Behavior<?> behavior) {}

  /** Which duties are done where which shard is. */
  interface Duties {
    List<Duty> of(int shard);
  }

  private final AtomicInteger here;

  private ShardKeeper(ActorContext<ObjectCommand> context, List<Duty> duties, AtomicInteger here) {
    super(context);
    this.here = here;
    here.incrementAndGet();
    for (Duty duty : duties) {
      context.watch(begun(duty.name(), duty.behavior()));
    }
  }

  private <T> ActorRef<T> begun(String name, Behavior<T> behavior) {
    return getContext().spawn(behavior, name, DispatcherSelector.defaultDispatcher());
  }

  /**
   * The keeper of a shard.
   *
   * @param here counts the keepers on this node
   */
  static Behavior<ObjectCommand> create(int shard, Duties duties, AtomicInteger here) {
    return Behaviors.setup(context -> new ShardKeeper(context, duties.of(shard), here));
  }

  static ObjectId of(int shard) {
    return new ObjectId(TYPE, Integer.toString(shard));
  }

  static boolean is(String entity) {
    return entity.startsWith(PREFIX);
  }

  /** The shard that a keeper keeps, as text. */
  static String shard(String keeper) {
    return keeper.substring(PREFIX.length());
  }

  @Override
  public Receive<ObjectCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            Envelope.class,
            envelope -> {
              envelope.answer(SERVED);
              return this;
            })
        .onMessage(ObjectCommand.Stop.class, _ -> Behaviors.stopped())
        // Whoever asks next makes a keeper anew, and with it what it does.
        .onSignal(Terminated.class, _ -> Behaviors.stopped())
        .onSignal(
            PostStop.class,
            _ -> {
              here.decrementAndGet();
              return this;
            })
        .build();
  }
}

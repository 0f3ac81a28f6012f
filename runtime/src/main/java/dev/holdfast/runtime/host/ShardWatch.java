package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Asks every shard whether it is served: when the node starts, whenever the cluster changes, and
 * every so often. So shards get their homes before anybody wants something of them, this node knows
 * where they are before a coordinator goes that could be asked, and what their keepers do is done
 * everywhere.
 */
final class ShardWatch extends AbstractBehavior<ShardWatch.Command> {
  /** Then it asks again: a question that went to a node that has died is answered by nobody. */
  private static final Duration ANSWER_FIRST = Duration.ofMillis(500);

  /** The longest it waits, after doubling: a cold cluster takes its time, and hears no faster. */
  private static final Duration ANSWER_MOST = Duration.ofSeconds(2);

  /** After <em>not done</em>: the shard is being moved. */
  private static final Duration AGAIN = Duration.ofMillis(100);

  /** How long what a keeper does may stay undone after its shard has moved, or after a fault. */
  private static final Duration EVERY = Duration.ofSeconds(1);

  private static final ObjectEvent QUESTION =
      new ObjectEvent.RequestReceived(Request.of("GET", "/", ""));

  sealed interface Command {}

  /** The way of a question to its shard. */
  interface Gateway extends Function<Delivery, CompletionStage<Answer>> {}

  /** Ask no more; done when nothing is asked any more. */
  record Leave(CompletableFuture<Done> done) implements Command {}

  /** Ask all once more, by another way; done when all have answered. */
  record AskBy(Gateway way, CompletableFuture<Done> done) implements Command {}

  private record Answered(int round, int shard, boolean served) implements Command {}

  private record ToAsk(int round, int shard) implements Command {}

  private enum Change implements Command {
    OF_CLUSTER,
    OF_TIME
  }

  private final TimerScheduler<Command> timers;
  private Gateway gateway;
  private Runnable served;
  private final BitSet open = new BitSet();
  private final int[] attempts = new int[EntityOfEnvelope.SHARDS];
  private int round;
  private int asked;
  private Optional<CompletableFuture<Done>> leaving = Optional.empty();

  private ShardWatch(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Gateway gateway,
      Runnable served) {
    super(context);
    this.timers = timers;
    this.gateway = gateway;
    this.served = served;
    timers.startTimerWithFixedDelay(Change.OF_TIME, EVERY);
    var changes = context.messageAdapter(ClusterEvent.MemberEvent.class, _ -> Change.OF_CLUSTER);
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(Subscribe.create(changes, ClusterEvent.MemberEvent.class));
    askAll();
  }

  /**
   * Begins to ask.
   *
   * @param gateway the way of questions to keepers
   * @param served told each time that all shards have answered
   */
  static Behavior<Command> create(Gateway gateway, Runnable served) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new ShardWatch(context, timers, gateway, served)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Answered.class, this::answered)
        .onMessage(ToAsk.class, this::toAsk)
        .onMessageEquals(Change.OF_CLUSTER, this::askAll)
        .onMessageEquals(Change.OF_TIME, () -> open.isEmpty() ? askAll() : this)
        .onMessage(Leave.class, this::leave)
        .onMessage(AskBy.class, this::askBy)
        .build();
  }

  private Behavior<Command> askAll() {
    // Before it is a member there is no coordinator to ask, and regions would warn of it.
    boolean member =
        Cluster.get(getContext().getSystem()).selfMember().status().equals(MemberStatus.up());
    if (member && leaving.isEmpty()) {
      round++;
      Arrays.fill(attempts, 0);
      open.set(0, EntityOfEnvelope.SHARDS);
      open.stream().forEach(this::ask);
    }
    return this;
  }

  private void ask(int shard) {
    int doublings = Math.min(attempts[shard]++, 2);
    Duration patience = ANSWER_FIRST.multipliedBy(1L << doublings);
    Delivery question =
        new Delivery(
            ShardKeeper.of(shard),
            QUESTION,
            Optional.empty(),
            Delivery.Reach.EXISTING,
            "",
            patience.compareTo(ANSWER_MOST) > 0 ? ANSWER_MOST : patience,
            0);
    int now = round;
    asked++;
    getContext()
        .pipeToSelf(
            gateway.apply(question),
            (answer, _) -> new Answered(now, shard, answer instanceof Answer.Done));
  }

  private Behavior<Command> answered(Answered answer) {
    asked--;
    if (answer.round() == round && answer.served()) {
      open.clear(answer.shard());
      if (open.isEmpty()) {
        served.run();
      }
    } else if (answer.round() == round && leaving.isEmpty()) {
      ToAsk again = new ToAsk(round, answer.shard());
      timers.startSingleTimer(again, again, AGAIN);
    }
    endIfQuiet();
    return this;
  }

  private Behavior<Command> toAsk(ToAsk again) {
    if (again.round() == round && leaving.isEmpty()) {
      ask(again.shard());
    }
    return this;
  }

  private Behavior<Command> leave(Leave leave) {
    leaving = Optional.of(leave.done());
    endIfQuiet();
    return this;
  }

  private Behavior<Command> askBy(AskBy other) {
    gateway = other.way();
    served = () -> other.done().complete(Done.getInstance());
    leaving = Optional.empty();
    return askAll();
  }

  private void endIfQuiet() {
    if (asked == 0) {
      leaving.ifPresent(done -> done.complete(Done.getInstance()));
    }
  }
}

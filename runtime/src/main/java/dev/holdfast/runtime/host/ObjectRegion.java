package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * This node's part of the shards in which the cluster's objects are, and its way to all of them.
 *
 * <p>Thread rule: callable from any thread.
 */
final class ObjectRegion {
  /**
   * How long a newcomer holds back until it has its share of the shards: longer than a fair share
   * of all takes at the pace of rebalancing. Then it takes traffic anyway, and passes it on.
   */
  static final Duration SHARE_WAIT_MAX = Duration.ofSeconds(10);

  /** How long a leaving node waits for shards that it has just asked for. */
  private static final Duration QUIET_MAX = Duration.ofSeconds(2);

  /** A phase of the end, behind that in which shards are handed over. */
  private static final String SERVED_ELSEWHERE = "holdfast-shards-served";

  private static final String PATH = "/system/sharding/object";

  private static final String DISPATCHER = "holdfast-object-dispatcher";

  private static final EntityTypeKey<ObjectCommand> OBJECTS =
      EntityTypeKey.create(ObjectCommand.class, "object");

  private static final Answer ENDS = new Answer.NotDone("the node ends");

  private final Cluster cluster;
  private final ActorRef<ObjectCommand> region;
  private final AtomicInteger keepersHere = new AtomicInteger();
  private final CompletableFuture<Done> served = new CompletableFuture<>();
  private final long startNanos = System.nanoTime();
  private volatile Optional<ShardKeeper.Duties> duties = Optional.empty();
  private volatile boolean settled;
  private volatile boolean ends;

  /** Takes its place among the regions; keepers are there once it is {@link #start started}. */
  ObjectRegion(
      ActorSystem<?> system,
      Function<EntityContext<ObjectCommand>, Behavior<ObjectCommand>> object) {
    this.cluster = Cluster.get(system);
    this.region =
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        OBJECTS,
                        entity ->
                            ShardKeeper.is(entity.getEntityId())
                                ? keeper(entity.getEntityId())
                                : object.apply(entity))
                    .withEntityProps(DispatcherSelector.fromConfig(DISPATCHER))
                    .withStopMessage(new ObjectCommand.Stop())
                    .withMessageExtractor(new EntityOfEnvelope()));
  }

  private Behavior<ObjectCommand> keeper(String entity) {
    int shard = Integer.parseInt(ShardKeeper.shard(entity));
    // Asked by another node before this one is ready for it, it stops: and is asked again.
    return duties
        .map(known -> ShardKeeper.create(shard, known, keepersHere))
        .orElseGet(() -> Behaviors.setup(_ -> Behaviors.stopped()));
  }

  /**
   * Begins to see to the shards.
   *
   * @param gateway the way of questions to keepers
   */
  void start(ActorSystem<?> system, ShardKeeper.Duties whatKeepersDo, Gateway gateway) {
    duties = Optional.of(whatKeepersDo);
    ActorRef<ShardWatch.Command> watch =
        system.systemActorOf(
            ShardWatch.create(
                question -> gateway.ask(question, this::tell),
                () -> served.complete(Done.getInstance())),
            "shard-watch",
            Props.empty());
    CoordinatedShutdown end = CoordinatedShutdown.get(system);
    end.addTask(
        CoordinatedShutdown.PhaseBeforeClusterShutdown(), "quiet-shards", () -> leave(watch));
    end.addTask(SERVED_ELSEWHERE, "shards-served", () -> servedElsewhere(system, watch, gateway));
  }

  /**
   * The region here has ended when its shards have, but their next homes are found one by one, by a
   * coordinator that may be on this node: if it left now, the rest would wait for the next
   * coordinator. So it asks by way of another node's region, until all are served.
   */
  private CompletionStage<Done> servedElsewhere(
      ActorSystem<?> system, ActorRef<ShardWatch.Command> watch, Gateway gateway) {
    CompletableFuture<Done> done = new CompletableFuture<>();
    others()
        .filter(member -> member.status().equals(MemberStatus.up()))
        .findFirst()
        .ifPresentOrElse(
            other -> {
              ActorRef<ObjectCommand> region =
                  ActorRefResolver.get(system).resolveActorRef(other.address() + PATH);
              watch.tell(
                  new ShardWatch.AskBy(question -> gateway.ask(question, region::tell), done));
            },
            () -> done.complete(Done.getInstance()));
    return done;
  }

  /**
   * What is asked of a region that has begun to leave a cluster without others waits in it for a
   * home that never comes, and the node waits for it to be empty.
   */
  private CompletionStage<Done> leave(ActorRef<ShardWatch.Command> watch) {
    CompletableFuture<Done> quiet = new CompletableFuture<>();
    watch.tell(new ShardWatch.Leave(quiet));
    return quiet
        .completeOnTimeout(Done.getInstance(), QUIET_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(done -> {
          ends = isAlone();
          return done;
        });
  }

  /** Asks, by handing an envelope to a region. */
  interface Gateway {
    CompletionStage<Answer> ask(Delivery question, Consumer<ObjectCommand> region);
  }

  void tell(ObjectCommand command) {
    if (!ends) {
      region.tell(command);
    } else if (command instanceof Envelope envelope) {
      envelope.answer(ENDS);
    }
  }

  /**
   * Blocks until every shard of the cluster was found served from here, but no longer than that.
   */
  void awaitServed(Duration most) {
    var _ =
        served
            .copy()
            .completeOnTimeout(Done.getInstance(), most.toMillis(), TimeUnit.MILLISECONDS)
            .join();
  }

  /** Whether there is no other node that could take this one's shards. */
  boolean isAlone() {
    return others().findAny().isEmpty();
  }

  /** Why this node should not take traffic yet. */
  Optional<String> unfitBecause() {
    if (!settled) {
      if (!served.isDone()) {
        return Optional.of("not every object can be reached from here yet");
      }
      long waited = System.nanoTime() - startNanos;
      if (keepersHere.get() < share() && waited < SHARE_WAIT_MAX.toNanos()) {
        return Optional.of("its share of the objects is still on its way here");
      }
      settled = true;
    }
    return Optional.empty();
  }

  /** Nine tenths of an equal share: the last few come one by one. */
  private long share() {
    return EntityOfEnvelope.SHARDS * 9L / 10 / (others().count() + 1);
  }

  private Stream<Member> others() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()))
        .filter(member ->
            member.status().equals(MemberStatus.joining())
                || member.status().equals(MemberStatus.weaklyUp())
                || member.status().equals(MemberStatus.up()));
  }
}

package dev.holdfast.node.host;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.http.socket.Hub;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.persistence.pekko.StoreSetup;
import dev.holdfast.persistence.store.PostgresBoard;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.persistence.store.StoreLimits;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.HostUnderTest;
import dev.holdfast.runtime.host.NodeHost;
import dev.holdfast.runtime.host.NodeParts;
import dev.holdfast.runtime.host.ObjectThreads;
import dev.holdfast.runtime.host.StoredLogFrames;
import dev.holdfast.runtime.host.WorkLimits;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals.Counters;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.WakeIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * A node without its edge: the real host on an actor system of its own, over a store that can be
 * made to fail in front of a real PostgreSQL.
 */
public final class TestNode implements HostUnderTest {
  /** As many as two stuck handlers take. */
  static final int HANDLER_THREADS = 2;

  /** At once: a graceful end waits for commits that a test holds back. */
  private static final String ENDING =
      "pekko.coordinated-shutdown.run-by-actor-system-terminate = off";

  private static final long SWEEP_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Time enough for those to leave that may. */
  private static final int SWEEPS_BEFORE_NAP = 200;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final ActorSystem<Void> system;
  private final NodeHost host;
  private final HandClock clock;

  private TestNode(ActorSystem<Void> system, NodeHost host, HandClock clock) {
    this.system = system;
    this.host = host;
    this.clock = clock;
  }

  /** A database that a test class shares. */
  record Storage(Database database, PostgresStore store, PostgresBoard board)
      implements AutoCloseable {
    static Storage start(Path folder) {
      Database database = Database.open(TestPostgres.databaseOf(folder));
      return new Storage(
          database,
          PostgresStore.open(database, StoreLimits.DEFAULTS),
          PostgresBoard.open(database));
    }

    @Override
    public void close() {
      board.close();
      store.close();
      database.close();
    }
  }

  static ContractWorld world(Storage storage, Limits limits) {
    return world(storage, limits, storage.store(), Catalogue.of(Stubborn.TYPE));
  }

  /** With a wake index that may be unreliable, and with types beside those of the contract. */
  static ContractWorld world(Storage storage, Limits limits, WakeIndex wakes, Catalogue more) {
    return new ContractWorld(
        storage.store(),
        limits,
        (catalogue, bounds, world) ->
            start(storage, wakes, catalogue.and(more), bounds, world, world.hub));
  }

  /** With the sockets of a node's own hub. */
  static ContractWorld world(Storage storage, Catalogue more, Hub hub) {
    return world(storage, more, hub, Optional.empty());
  }

  /** One of several nodes in one cluster, with the sockets of its own hub. */
  static ContractWorld member(Storage storage, Catalogue more, Hub hub, Optional<TestNode> seed) {
    ContractWorld made = world(storage, more, hub, seed.map(TestNode::address));
    Cluster own = Cluster.get(((TestNode) made.host).system());
    await(hub.name() + " up", () -> own.selfMember().status().equals(MemberStatus.up()));
    return made;
  }

  private static ContractWorld world(
      Storage storage, Catalogue more, Hub hub, Optional<Address> seed) {
    ContractWorld world =
        new ContractWorld(
            storage.store(),
            Limits.DEFAULTS,
            (catalogue, bounds, made) ->
                start(storage, storage.store(), catalogue.and(more), bounds, made, hub, seed));
    hub.start(
        world.host.gateway(),
        new StoredLogFrames(world.store),
        Limits.DEFAULTS.askDeadline(),
        ContractWorld.CATALOGUE.and(more));
    return world;
  }

  private static TestNode start(
      Storage storage,
      WakeIndex wakes,
      Catalogue catalogue,
      Limits limits,
      ContractWorld world,
      SocketHub hub) {
    return start(storage, wakes, catalogue, limits, world, hub, Optional.empty());
  }

  /** One that joins there, or none. */
  static TestNode start(
      Storage storage,
      WakeIndex wakes,
      Catalogue catalogue,
      Limits limits,
      ContractWorld world,
      SocketHub hub,
      Optional<Address> seed) {
    ObjectThreads threads = new ObjectThreads(HANDLER_THREADS);
    StoreSetup store = new StoreSetup(world.store, storage.database().dataSource());
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "contract",
            ActorSystemSetup.create(BootstrapSetup.create(config(hub.name())), store, threads));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(seed.orElse(cluster.selfMember().address())));
    NodeHost host =
        new NodeHost(
            system,
            new NodeParts(
                hub.name(),
                world.lease,
                catalogue,
                limits,
                world.store,
                wakes,
                storage.board(),
                hub,
                Map.of(),
                world.clock,
                world.clock::nanos,
                threads,
                world.calls,
                WorkLimits.DEFAULTS));
    return new TestNode(system, host, world.clock);
  }

  private static Config config(String node) {
    return ConfigFactory.parseMap(
            Map.of("pekko.cluster.roles", List.of(NodeHost.role(node))), "the test")
        .withFallback(ConfigFactory.parseString(ENDING))
        .withFallback(ConfigFactory.load("holdfast-node"));
  }

  /** Returns once it holds, or fails. */
  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain: " + what);
      }
      Thread.onSpinWait();
    }
  }

  NodeHost nodeHost() {
    return host;
  }

  Address address() {
    return Cluster.get(system).selfMember().address();
  }

  ActorSystem<Void> system() {
    return system;
  }

  /** Leaves the cluster as a node does that drains: its objects are handed over. */
  void leave() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.clusterLeavingReason())
        .toCompletableFuture()
        .orTimeout(PATIENCE_NANOS, TimeUnit.NANOSECONDS)
        .join();
    host.close();
  }

  /** Ends the actor system as a node does that goes down, without waiting for its objects. */
  void terminate() {
    system.terminate();
  }

  @Override
  public ObjectGateway gateway() {
    return host;
  }

  @Override
  public Counters counters() {
    return host.counters();
  }

  @Override
  public AlarmVitals alarms() {
    return host.alarms();
  }

  @Override
  public void advance(Duration time) {
    clock.advance(time);
    host.lookForDue();
  }

  @Override
  public void sweep() {
    host.sweep();
  }

  /** With a pause: each sweep sends a message to each object that is still there. */
  @Override
  public void awaitAllAsleep() {
    AtomicInteger looks = new AtomicInteger();
    await(
        "every object asleep",
        () -> {
          if (looks.incrementAndGet() % SWEEPS_BEFORE_NAP == 0) {
            // Some were woken meanwhile, by what had waited for the time that has passed.
            clock.advance(ObjectType.IDLE_AFTER_DEFAULT.plusSeconds(1));
          }
          host.sweep();
          LockSupport.parkNanos(SWEEP_PAUSE_NANOS);
          return host.awakeByType().values().stream().allMatch(count -> count == 0);
        });
  }

  @Override
  public boolean isAwake(ObjectId only) {
    return host.awakeByType().get(only.type()) > 0;
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the actor system did not end", e);
    }
    host.close();
  }
}

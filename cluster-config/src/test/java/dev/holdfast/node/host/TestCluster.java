package dev.holdfast.node.host;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractHub;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.spi.NodeLease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.remote.RemoteActorRefProvider;

/** Several {@link TestNode}s that are one cluster on one PostgreSQL, each with its own clock. */
final class TestCluster implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final Duration TICK = Duration.ofMillis(1);
  private static final int LOOKS_MAX = 1_000;

  private final TestNode.Storage storage;
  private final Catalogue more;
  private final List<ContractWorld> members = new ArrayList<>();

  private TestCluster(TestNode.Storage storage, Catalogue more) {
    this.storage = storage;
    this.more = more;
  }

  /** Without members yet; with these types beside those of the contract. */
  static TestCluster on(Path folder, Catalogue more) {
    return new TestCluster(TestNode.Storage.start(folder), more);
  }

  /**
   * Another member; all know of it when this returns.
   *
   * @param name unique in the test
   */
  ContractWorld start(String name) {
    ContractWorld world =
        new ContractWorld(
            storage.store(),
            Limits.DEFAULTS,
            new ContractHub(name),
            (catalogue, limits, made) ->
                TestNode.start(
                    storage,
                    storage.store(),
                    catalogue.and(more),
                    limits,
                    made,
                    made.hub,
                    NodeLease.ALWAYS,
                    members.stream().findFirst().map(first -> node(first).address())));
    members.add(world);
    await(name + " up", () -> members.stream().allMatch(member -> up(member) == members.size()));
    return world;
  }

  static TestNode node(ContractWorld world) {
    return (TestNode) world.host;
  }

  private static Cluster cluster(ContractWorld world) {
    return Cluster.get(node(world).system());
  }

  private static int up(ContractWorld world) {
    int up = 0;
    for (var member : cluster(world).state().getMembers()) {
      up += member.status().equals(MemberStatus.up()) ? 1 : 0;
    }
    return up;
  }

  /** Nothing leaves the node any more and nothing reaches it, as if its machine had stopped. */
  void cutOff(ContractWorld world) {
    ActorSystem system = node(world).system().classicSystem();
    var provider = (RemoteActorRefProvider) ((ExtendedActorSystem) system).provider();
    var _ = provider.transport().shutdown();
  }

  /** The first member takes another for dead, as whoever decides that does. */
  void remove(ContractWorld world) {
    members.remove(world);
    cluster(members.getFirst()).manager().tell(new Down(node(world).address()));
    await("removed", () -> cluster(members.getFirst()).state().members().size() == members.size());
  }

  /** A fresh object that this member has, awake. */
  ObjectId at(ContractWorld home, String type) {
    for (int look = 0; look < LOOKS_MAX; look++) {
      long before = home.host.counters().wakes();
      ObjectId id = home.fresh(type);
      home.answer(home.deliver(id, new ObjectEvent.SocketsLost("none")));
      if (home.host.counters().wakes() > before) {
        return id;
      }
    }
    throw new AssertionError("no object is at " + home.hub.name());
  }

  /** Returns once it holds, or fails; the clocks of all go on, about as fast as outside. */
  void eventually(String what, BooleanSupplier condition) {
    await(
        what,
        () -> {
          members.forEach(member -> member.host.advance(TICK));
          return condition.getAsBoolean();
        });
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(TICK.toNanos());
    }
  }

  @Override
  public void close() {
    members.reversed().forEach(member -> member.host.close());
    storage.close();
  }
}

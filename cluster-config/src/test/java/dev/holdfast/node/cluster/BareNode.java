package dev.holdfast.node.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.persistence.DatabaseSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A node that is nothing but a member: an actor system and its keeper, without objects or edge. */
final class BareNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final String name;
  final ClusterKeeper keeper;
  final CompletableFuture<String> removed;
  private final NodeSystem system;
  private final Membership membership;

  private BareNode(
      String name, ClusterKeeper keeper, CompletableFuture<String> removed, NodeSystem system) {
    this.name = name;
    this.keeper = keeper;
    this.removed = removed;
    this.system = system;
    this.membership = new Membership(system.system());
  }

  /** On a database that was prepared. Returns before it is a member. */
  static BareNode start(DatabaseSettings settings) {
    return start(settings, 0, Optional.empty());
  }

  /** {@code unfit} is why it must not join others. */
  static BareNode start(DatabaseSettings settings, int port, Optional<String> unfit) {
    String name = "node-" + UUID.randomUUID();
    CompletableFuture<String> removed = new CompletableFuture<>();
    ClusterKeeper keeper = ClusterKeeper.start(settings, name, false, removed::complete);
    Config config =
        ConfigFactory.parseString("holdfast.cluster-port = " + port)
            .withFallback(ConfigFactory.parseResources("holdfast-node.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    try {
      NodeSystem system = NodeSystem.start(config, name, "127.0.0.1", keeper::leaving);
      keeper.attach(system.system(), () -> unfit);
      return new BareNode(name, keeper, removed, system);
    } catch (RuntimeException e) {
      keeper.close();
      throw e;
    }
  }

  /** The same, and a member. */
  static BareNode joined(DatabaseSettings settings) {
    BareNode node = start(settings);
    if (!node.keeper.awaitMember(PATIENCE)) {
      throw new AssertionError("no member after " + PATIENCE);
    }
    return node;
  }

  int port() {
    return membership.address().getPort().orElseThrow();
  }

  /** Names of the nodes that are up in its cluster, itself among them. */
  Set<String> sees() {
    return membership.members().entrySet().stream()
        .filter(member -> member.getValue().status().toString().equals("Up"))
        .map(member -> member.getKey())
        .collect(Collectors.toSet());
  }

  void awaitSees(Set<String> names) {
    await(name + " to see " + names, () -> sees().equals(names));
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain for " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Ends well. */
  @Override
  public void close() {
    system.close();
    keeper.close();
  }
}

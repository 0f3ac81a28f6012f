package dev.holdfast.node.cluster;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.DatabaseUnfitException;
import dev.holdfast.persistence.cluster.NodeTable;
import dev.holdfast.runtime.spi.NodeLease;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node in its cluster: registers it in the database, renews its lease, has it form or join
 * the cluster, and takes out nodes whose leases have ended.
 *
 * <p>All of it on one thread with one session of its own, so that nothing else that the node does
 * stands before a renewal.
 *
 * <p>Thread rule: any thread, unless a method says that it blocks.
 */
public final class ClusterKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterKeeper.class);

  /** Longest wait for a statement that is under way when the node ends. */
  private static final Duration END_MAX = Duration.ofSeconds(5);

  private final NodeTable table;
  private final InetAddress localAddress;
  private final KeeperLoop loop;

  private ClusterKeeper(NodeTable table, InetAddress localAddress, KeeperLoop loop) {
    this.table = table;
    this.localAddress = localAddress;
    this.loop = loop;
  }

  /**
   * Registers the node and begins to renew its lease. Blocks on the database. Throws {@link
   * DatabaseUnfitException} when that cannot be used.
   *
   * @param node its name, new for each run
   * @param alone whether the database is this node's own, so that what it holds of others is past
   * @param onRemoved told once, by a thread of its own, when the node was removed, and why: its
   *     lease is over for good then
   */
  public static ClusterKeeper start(
      DatabaseSettings settings, String node, boolean alone, Consumer<String> onRemoved) {
    LongSupplier ticker = System::nanoTime;
    LocalProcesses processes = LocalProcesses.ofThisMachine();
    NodeTable table = new NodeTable(settings, node, ticker);
    try {
      if (alone) {
        table.removeAllRows();
      }
      table.register(processes.own());
      KeeperLoop loop = new KeeperLoop(node, ticker, table, processes, onRemoved);
      ClusterKeeper keeper = new ClusterKeeper(table, table.localAddress(), loop);
      loop.thread().start();
      return keeper;
    } catch (SQLException e) {
      table.close();
      throw Database.unfit(settings, e);
    }
  }

  /** The address of this machine from which the database is reached, as configurations have it. */
  public String localAddress() {
    return NodeSystem.text(localAddress);
  }

  public NodeLease lease() {
    return loop.lease();
  }

  /**
   * Has the node form or join a cluster with that actor system.
   *
   * @param unfit why it must not join others yet; empty when it may. Never blocks
   */
  public void attach(ActorSystem<?> system, Supplier<Optional<String>> unfit) {
    loop.attach(system, unfit);
  }

  /**
   * Blocks until the node is a member, or that time is over, and then it goes on trying. Throws
   * {@link DatabaseUnfitException} when it never will be one.
   */
  public boolean awaitMember(Duration atMost) {
    return loop.joining().await(atMost);
  }

  /** The node ends by itself: that its actor system does is no reason to remove it. */
  public void leaving() {
    loop.leaving();
  }

  /** Why the node is not ready, in words that anybody may read; empty when it is, by this. */
  public Optional<String> unfitBecause() {
    if (loop.removed().isPresent()) {
      return loop.removed().map(why -> "it was removed from the cluster: " + why);
    }
    if (!loop.joining().isMember()) {
      return Optional.of("it has not joined the cluster yet");
    }
    return lease().isValid()
        ? Optional.empty()
        : Optional.of("it has no lease: the database does not answer its renewals");
  }

  /** Takes the node's row away; end first all that speaks for its objects. Blocks. */
  @Override
  public void close() {
    loop.close();
    try {
      if (loop.thread().join(END_MAX) && !loop.lease().hasEnded()) {
        loop.lease().end();
        table.leave();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warn("this node's row stays until others see its lease end: {}", e.getMessage());
    }
    table.close();
  }
}

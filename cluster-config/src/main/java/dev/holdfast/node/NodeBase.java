package dev.holdfast.node;

import dev.holdfast.node.cluster.ClusterKeeper;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import dev.holdfast.persistence.store.PostgresBoard;
import dev.holdfast.persistence.store.PostgresStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What a node stands on: its database, its place among the nodes there, and its stores.
 *
 * @param name of this run of the node
 */
record NodeBase(
    String name,
    ClusterKeeper keeper,
    Database database,
    ClockWatch clock,
    PostgresStore store,
    PostgresBoard board) {

  /** The row before the pool: without one the server refuses its sessions. */
  static NodeBase start(
      String name,
      NodeConfig config,
      Secrets secrets,
      Consumer<String> onRemoved,
      StartedParts parts) {
    requireFree(config);
    DatabaseSettings reached = settings(config, secrets, parts).withNode(name);
    Database.prepare(reached);
    boolean alone = config.db().isEmpty();
    ClusterKeeper keeper =
        parts.started("the membership", ClusterKeeper.start(reached, name, alone, onRemoved));
    Database database = parts.started("the connections", Database.connect(reached));
    ClockWatch clock = parts.started("the clock watch", clock(config, database));
    PostgresStore store =
        parts.started(
            "the store", PostgresStore.open(database, config.storeLimits(), keeper.lease()));
    PostgresBoard board = parts.started("the board", PostgresBoard.open(database));
    return new NodeBase(name, keeper, database, clock, store, board);
  }

  /** Early: a node that cannot listen should not have been in the cluster. */
  private static void requireFree(NodeConfig config) {
    if (config.port() != 0) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(config.host(), config.port()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static DatabaseSettings settings(NodeConfig config, Secrets secrets, StartedParts parts) {
    DatabaseSettings settings;
    if (config.db().isEmpty()) {
      NodePostgres own = parts.started("the node's database", NodePostgres.start(config.data()));
      settings = own.settings();
    } else {
      settings =
          DatabaseSettings.of(
              config.db().get(), config.dbUser(), secrets.find("HOLDFAST_DB_PASSWORD"));
    }
    return settings
        .withPoolSize(config.dbPool())
        .withDurability(
            config.dbDurabilityWaived()
                ? DatabaseSettings.Durability.WAIVED
                : DatabaseSettings.Durability.REQUIRED);
  }

  private static ClockWatch clock(NodeConfig config, Database database) {
    return new ClockWatch(
        database, InstantSource.system(), config.clockOffsetMax(), ClockWatch.CHECK_EVERY);
  }
}

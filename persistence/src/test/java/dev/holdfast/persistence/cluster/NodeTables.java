package dev.holdfast.persistence.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Tables of nodes on one database, as each of them has its own. */
class NodeTables {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** So long a pool tries before it says that it gets no session. */
  static final Duration REFUSED_AFTER = Duration.ofMillis(500);

  /** Has what a node's user needs, and is no superuser. */
  static final String PLAIN_USER = "plain_node";

  static DatabaseSettings settings;

  private final List<NodeTable> opened = new ArrayList<>();

  @BeforeAll
  static void prepare() throws SQLException {
    DatabaseSettings fresh = TestPostgres.freshDatabase();
    Database.prepare(fresh);
    sql(
        fresh,
        """
        DO $$ BEGIN CREATE ROLE %s LOGIN PASSWORD 'plain';
        EXCEPTION WHEN duplicate_object THEN NULL; END $$\
        """
            .formatted(PLAIN_USER),
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + PLAIN_USER,
        "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO " + PLAIN_USER);
    settings =
        new DatabaseSettings(
            fresh.url(),
            Optional.of(PLAIN_USER),
            Optional.of("plain"),
            DatabaseSettings.POOL_SIZE_MIN,
            REFUSED_AFTER,
            DatabaseSettings.ANSWER_TIMEOUT_DEFAULT,
            DatabaseSettings.Durability.REQUIRED,
            Optional.empty());
  }

  @AfterEach
  void clear() throws SQLException {
    opened.forEach(NodeTable::close);
    sql(settings, "DELETE FROM nodes");
  }

  NodeTable table(String node) {
    NodeTable table = new NodeTable(settings, node, System::nanoTime);
    opened.add(table);
    return table;
  }

  NodeTable registered(String node) throws SQLException {
    NodeTable table = table(node);
    table.register(ProcessMark.UNKNOWN);
    return table;
  }

  NodeTable member(String node) throws SQLException {
    NodeTable table = registered(node);
    if (!table.form()) {
      assertThat(table.join(table.read().generation())).isTrue();
    }
    return table;
  }

  interface Asking {
    boolean ask() throws SQLException;
  }

  /** On a thread of its own, whatever others do. */
  static CompletableFuture<Boolean> atOnce(Asking asking) {
    return CompletableFuture.supplyAsync(
        () -> unchecked(asking), work -> Thread.ofPlatform().start(work));
  }

  static boolean unchecked(Asking asking) {
    try {
      return asking.ask();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static void await(Asking condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!unchecked(condition)) {
      assertThat(System.nanoTime()).as(PATIENCE.toString()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  static long count(String table) throws SQLException {
    try (Connection connection = TestPostgres.connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static void sql(DatabaseSettings where, String... statements) throws SQLException {
    try (Connection connection = TestPostgres.connect(where);
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }
}

package dev.holdfast.persistence.store;

import static dev.holdfast.persistence.store.Commits.freshObject;
import static dev.holdfast.persistence.store.Commits.put;
import static dev.holdfast.persistence.store.Stages.failure;
import static dev.holdfast.persistence.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.NodeLease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends ObjectStoreContract {
  private static DatabaseSettings settings;
  private static Database database;
  private static Database otherDatabase;
  private static PostgresStore store;
  private static PostgresStore other;

  @BeforeAll
  static void open() {
    settings = TestPostgres.freshDatabase();
    database = Database.open(settings);
    otherDatabase = Database.open(settings);
    store = PostgresStore.open(database, StoreLimits.DEFAULTS);
    other = PostgresStore.open(otherDatabase, StoreLimits.DEFAULTS);
  }

  @AfterAll
  static void close() {
    store.close();
    other.close();
    database.close();
    otherDatabase.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  ObjectStore otherStore() {
    return other;
  }

  @Override
  void damageEvent(ObjectId object, long sequence, byte[] bytes) {
    execute(
        "UPDATE journal SET event = ? WHERE object = ? AND sequence = ?",
        bytes,
        object.toString(),
        sequence);
  }

  @Override
  void loseEvent(ObjectId object, long sequence) {
    execute("DELETE FROM journal WHERE object = ? AND sequence = ?", object.toString(), sequence);
  }

  @Test
  void a_full_queue_refuses_at_once_and_what_was_taken_is_written() throws SQLException {
    StoreLimits small = StoreLimits.DEFAULTS.withAppendsWaiting(2, 1 << 20);
    ObjectId blocked = freshObject();
    try (PostgresStore bounded = PostgresStore.open(database, small);
        Connection rival = rival(blocked)) {
      CompletionStage<Void> held = bounded.append(blocked, 1, put("held"));
      awaitWriterBlocked();
      List<CompletionStage<Void>> taken = new ArrayList<>();
      taken.add(bounded.append(freshObject(), 1, put("a")));
      taken.add(bounded.append(freshObject(), 1, put("b")));
      assertThat(failure(bounded.append(freshObject(), 1, put("c"))))
          .isInstanceOf(NotWrittenException.class)
          .hasMessageContaining("queue is full");
      rival.rollback();
      get(held);
      taken.forEach(Stages::get);
    }
  }

  @Test
  void without_the_nodes_lease_nothing_is_sent_and_with_it_again_all_is() throws SQLException {
    AtomicBoolean valid = new AtomicBoolean(true);
    ObjectId blocked = freshObject();
    ObjectId late = freshObject();
    try (PostgresStore leased = PostgresStore.open(database, StoreLimits.DEFAULTS, lease(valid));
        Connection rival = rival(blocked)) {
      CompletionStage<Void> sent = leased.append(blocked, 1, put("sent"));
      awaitWriterBlocked();
      CompletionStage<Void> waiting = leased.append(late, 1, put("waiting"));
      valid.set(false);
      rival.rollback();
      get(sent);
      assertThat(failure(waiting))
          .isInstanceOf(NotWrittenException.class)
          .hasMessageContaining("lease has lapsed");
      assertThat(get(store.load(late)).sequence()).isZero();
      valid.set(true);
      get(leased.append(late, 1, put("again")));
    }
  }

  private static NodeLease lease(AtomicBoolean valid) {
    return new NodeLease() {
      @Override
      public boolean isValid() {
        return valid.get();
      }

      @Override
      public CompletionStage<Boolean> confirm() {
        throw new AssertionError("no commit asks");
      }
    };
  }

  @Test
  void a_queue_full_by_bytes_refuses_at_once() throws SQLException {
    StoreLimits small = StoreLimits.DEFAULTS.withAppendsWaiting(100, 10_000);
    ObjectId blocked = freshObject();
    Committed large = Commits.of(new Change.KeyPut("k", new byte[8_000]));
    try (PostgresStore bounded = PostgresStore.open(database, small);
        Connection rival = rival(blocked)) {
      CompletionStage<Void> held = bounded.append(blocked, 1, put("held"));
      awaitWriterBlocked();
      CompletionStage<Void> first = bounded.append(freshObject(), 1, large);
      assertThat(failure(bounded.append(freshObject(), 1, large)))
          .isInstanceOf(NotWrittenException.class);
      rival.rollback();
      get(held);
      get(first);
    }
  }

  @Test
  void a_connection_lost_while_writing_leaves_the_outcome_unknown() throws SQLException {
    ObjectId blocked = freshObject();
    try (Connection rival = rival(blocked)) {
      CompletionStage<Void> held = store.append(blocked, 1, put("held"));
      awaitWriterBlocked();
      execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
      assertThat(failure(held))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining(blocked.toString());
      rival.rollback();
    }
    get(store.append(blocked, 1, put("again")));
  }

  @Test
  void without_a_connection_nothing_is_written_and_says_so() {
    Database gone = Database.open(settings);
    try (PostgresStore alone = PostgresStore.open(gone, StoreLimits.DEFAULTS)) {
      gone.close();
      assertThat(failure(alone.append(freshObject(), 1, put("v"))))
          .isInstanceOf(NotWrittenException.class);
      assertThat(failure(alone.load(freshObject()))).isInstanceOf(StoreUnavailableException.class);
    }
  }

  @Test
  void closing_writes_what_is_queued_and_takes_nothing_more() {
    PostgresStore closing = PostgresStore.open(database, StoreLimits.DEFAULTS);
    List<CompletionStage<Void>> writes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      writes.add(closing.append(freshObject(), 1, put("v")));
    }
    closing.close();
    writes.forEach(Stages::get);
    assertThat(failure(closing.append(freshObject(), 1, put("late"))))
        .isInstanceOf(NotWrittenException.class);
  }

  @Test
  void a_commit_and_a_load_look_nothing_up_by_scanning_a_table() throws SQLException {
    // Statistics of a young table, rows of an old one: the moment when a planner errs.
    DatabaseSettings young = TestPostgres.freshDatabase();
    Database.open(young).close();
    try (Connection connection = TestPostgres.connect(young)) {
      for (String sql :
          List.of(AppendStatement.EVENTS, AppendStatement.EVENTS_WITH_ROWS, ObjectReader.SQL)) {
        assertThat(plan(connection, sql))
            .contains("Index")
            .doesNotContain("Seq Scan on journal")
            .doesNotContain("Seq Scan on snapshots");
      }
    }
  }

  private static String plan(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("EXPLAIN " + sql)) {
      for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
        statement.setNull(i, java.sql.Types.ARRAY);
      }
      StringBuilder plan = new StringBuilder();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }

  /** A transaction that holds the object's next number, uncommitted: a writer waits for it. */
  private static Connection rival(ObjectId object) throws SQLException {
    Connection connection = TestPostgres.connect(settings);
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO journal (object, sequence, event) VALUES (?, 1, '')")) {
      statement.setString(1, object.toString());
      statement.executeUpdate();
    }
    return connection;
  }

  private static void awaitWriterBlocked() throws SQLException {
    try (Connection connection = TestPostgres.connect(settings);
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")) {
      long blocked = 0;
      for (long end = System.nanoTime() + 10_000_000_000L;
          blocked == 0 && System.nanoTime() < end; ) {
        try (ResultSet rows = statement.executeQuery()) {
          rows.next();
          blocked = rows.getLong(1);
        }
      }
      assertThat(blocked).isEqualTo(1);
    }
  }

  private static void execute(String sql, Object... parameters) {
    try (Connection connection = TestPostgres.connect(settings);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

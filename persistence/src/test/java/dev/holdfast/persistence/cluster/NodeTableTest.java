package dev.holdfast.persistence.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the database holds of nodes, and what it lets them do to each other. */
class NodeTableTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** So long a pool tries before it says that it gets no session. */
  private static final Duration REFUSED_AFTER = Duration.ofMillis(500);

  /** Has what a node's user needs, and is no superuser. */
  private static final String PLAIN_USER = "plain_node";

  private static DatabaseSettings settings;

  private final List<NodeTable> opened = new ArrayList<>();

  @BeforeAll
  static void prepare() throws SQLException {
    DatabaseSettings fresh = TestPostgres.freshDatabase();
    Database.prepare(fresh);
    sql(
        fresh,
        "CREATE ROLE %s LOGIN PASSWORD 'plain'".formatted(PLAIN_USER),
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

  private NodeTable table(String node) {
    NodeTable table = new NodeTable(settings, node, System::nanoTime);
    opened.add(table);
    return table;
  }

  private NodeTable registered(String node) throws SQLException {
    NodeTable table = table(node);
    table.register(ProcessMark.UNKNOWN);
    return table;
  }

  private NodeTable member(String node) throws SQLException {
    NodeTable table = registered(node);
    if (!table.form()) {
      assertThat(table.join(table.read().generation())).isTrue();
    }
    return table;
  }

  @Test
  void a_node_that_registered_is_read_as_it_is() throws SQLException {
    NodeTable table = table("a");
    table.register(new ProcessMark("here", 12, 34));
    assertThat(table.announce("10.0.0.1", 7000)).isTrue();
    NodeView view = table.renew(Set.of("b", "c"));
    assertThat(view.renewed()).isTrue();
    assertThat(view.received()).isGreaterThan(view.sent());
    NodeRow row = table.read().row("a").orElseThrow();
    assertThat(row.process()).isEqualTo(new ProcessMark("here", 12, 34));
    assertThat(row.address()).isEqualTo("10.0.0.1:7000");
    assertThat(row.state()).isEqualTo(NodeRow.State.JOINING);
    assertThat(row.renewals()).isOne();
    assertThat(row.unreachable()).containsExactlyInAnyOrder("b", "c");
    assertThat(row.released()).isFalse();
    assertThat(row.fenced()).isFalse();
  }

  @Test
  void one_node_forms_a_cluster_and_the_others_join_it() throws SQLException {
    NodeTable a = registered("a");
    NodeTable b = registered("b");
    assertThat(a.form()).isTrue();
    assertThat(b.form()).isFalse();
    long generation = b.read().generation();
    assertThat(b.join(generation - 1)).as("an earlier cluster").isFalse();
    assertThat(b.join(generation)).isTrue();
    assertThat(b.read().members())
        .extracting(NodeRow::generation)
        .containsExactly(generation, generation);
  }

  @Test
  void of_many_that_would_form_a_cluster_at_once_one_does() throws SQLException {
    for (int round = 0; round < 4; round++) {
      List<NodeTable> tables = new ArrayList<>();
      for (String node : List.of("a", "b", "c", "d", "e", "f")) {
        tables.add(registered(node));
      }
      List<CompletableFuture<Boolean>> forming =
          tables.stream().map(table -> atOnce(table::form)).toList();
      assertThat(forming).extracting(CompletableFuture::join).containsOnlyOnce(true);
      tables.forEach(NodeTable::close);
      sql(settings, "DELETE FROM nodes");
    }
  }

  @Test
  void no_cluster_is_formed_beside_a_removed_node_that_may_still_speak() throws SQLException {
    NodeTable a = member("a");
    NodeTable b = registered("b");
    assertThat(b.remove("a", "for a test")).isTrue();
    assertThat(b.form()).isFalse();
    b.fence("a");
    assertThat(b.form()).isTrue();
    assertThat(a.read().row("a").orElseThrow().because()).isEqualTo("for a test");
  }

  @Test
  void a_removed_node_can_neither_renew_nor_join_nor_form_nor_remove_others() throws SQLException {
    NodeTable a = member("a");
    NodeTable b = member("b");
    assertThat(a.remove("b", "")).isTrue();
    assertThat(b.renew(Set.of()).renewed()).isFalse();
    assertThat(b.isHere()).isFalse();
    assertThat(b.join(a.read().generation())).isFalse();
    assertThat(b.remove("a", "")).isFalse();
    b.leave();
    assertThat(a.read().row("b")).isPresent();
    b.release();
    assertThat(a.read().row("b").orElseThrow().released()).isTrue();
  }

  @Test
  void a_node_that_renewed_since_is_not_removed_for_an_ended_lease() throws SQLException {
    NodeTable a = member("a");
    NodeTable b = member("b");
    NodeRow seen = a.read().row("b").orElseThrow();
    b.renew(Set.of());
    assertThat(a.removeEnded(seen, "")).isFalse();
    assertThat(a.removeEnded(a.read().row("b").orElseThrow(), "")).isTrue();
    assertThat(a.isHere()).isTrue();
  }

  @Test
  void two_nodes_never_remove_each_other() throws SQLException {
    for (int round = 0; round < 6; round++) {
      NodeTable a = member("a");
      NodeTable b = member("b");
      CompletableFuture<Boolean> one = atOnce(() -> a.remove("b", ""));
      CompletableFuture<Boolean> other = atOnce(() -> b.remove("a", ""));
      assertThat(one.join()).isNotEqualTo(other.join());
      assertThat(a.read().members()).hasSize(1);
      a.close();
      b.close();
      sql(settings, "DELETE FROM nodes");
    }
  }

  @Test
  void no_two_nodes_have_one_address_until_the_first_is_gone_or_fenced() throws SQLException {
    NodeTable a = registered("a");
    NodeTable b = registered("b");
    assertThat(a.announce("127.0.0.1", 7000)).isTrue();
    assertThat(b.announce("127.0.0.1", 7000)).isFalse();
    assertThat(b.announce("127.0.0.1", 7001)).isTrue();
    b.remove("a", "");
    assertThat(b.announce("127.0.0.1", 7000)).isFalse();
    b.fence("a");
    assertThat(b.announce("127.0.0.1", 7000)).isTrue();
  }

  @Test
  void a_removed_nodes_sessions_are_ended_and_it_gets_no_new_ones() throws SQLException {
    NodeTable a = member("a");
    registered("b");
    try (Database pool = Database.connect(settings.withNode("b"));
        Connection held = pool.dataSource().getConnection();
        Statement statement = held.createStatement()) {
      statement.execute("SELECT 1");
      a.remove("b", "");
      await(() -> a.endSessions("b"));
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("SELECT 1"));
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> pool.dataSource().getConnection())
          .withStackTraceContaining("b was removed from the cluster");
    }
  }

  @Test
  void a_node_without_a_row_gets_no_sessions() {
    try (Database pool = Database.connect(settings.withNode("nobody"))) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> pool.dataSource().getConnection())
          .withStackTraceContaining("nobody was removed from the cluster");
    }
  }

  @Test
  void a_commit_of_a_removed_node_cannot_come_after_its_sessions_ended() throws SQLException {
    NodeTable a = member("a");
    registered("b");
    sql(settings, "DELETE FROM dead_letters");
    try (Database pool = Database.connect(settings.withNode("b"));
        Connection late = pool.dataSource().getConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("INSERT INTO dead_letters VALUES ('i', 'o', 'k', 's', 0, 0, 0, 'e')");
      a.remove("b", "");
      await(() -> a.endSessions("b"));
      assertThatExceptionOfType(SQLException.class).isThrownBy(late::commit);
    }
    assertThat(count("dead_letters")).isZero();
  }

  @Test
  void the_node_itself_hears_of_its_removal_though_its_sessions_are_ended() throws SQLException {
    NodeTable a = member("a");
    NodeTable b = member("b");
    b.read();
    a.remove("b", "");
    await(() -> a.endSessions("b"));
    assertThat(b.read().row("b").orElseThrow().isRemoved()).isTrue();
  }

  @Test
  void a_question_after_a_lost_session_is_asked_on_a_new_one() throws SQLException {
    NodeTable a = member("a");
    a.read();
    sql(
        settings,
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            + " WHERE application_name = 'a lease'");
    assertThatExceptionOfType(SQLException.class).isThrownBy(a::read);
    assertThat(a.isHere()).isTrue();
  }

  @Test
  void a_node_that_ends_well_leaves_no_row() throws SQLException {
    NodeTable a = member("a");
    NodeTable b = member("b");
    b.leave();
    assertThat(a.read().rows()).extracting(NodeRow::node).containsExactly("a");
  }

  @Test
  void rows_of_nodes_removed_long_ago_go_when_another_comes() throws SQLException {
    NodeTable a = member("a");
    for (String node : List.of("old", "young", "speaking")) {
      registered(node);
      a.remove(node, "");
    }
    a.fence("old");
    a.fence("young");
    sql(
        settings,
        "UPDATE nodes SET removed_at = now() - interval '61 minutes'"
            + " WHERE node IN ('old', 'speaking')");
    registered("new");
    assertThat(a.read().rows())
        .extracting(NodeRow::node)
        .containsExactlyInAnyOrder("a", "young", "speaking", "new");
  }

  @Test
  void the_address_from_which_a_database_on_this_machine_is_reached_is_loopback()
      throws SQLException {
    assertThat(table("a").localAddress().isLoopbackAddress()).isTrue();
  }

  private interface Asking {
    boolean ask() throws SQLException;
  }

  /** On a thread of its own, whatever others do. */
  private static CompletableFuture<Boolean> atOnce(Asking asking) {
    return CompletableFuture.supplyAsync(
        () -> unchecked(asking), work -> Thread.ofPlatform().start(work));
  }

  private static boolean unchecked(Asking asking) {
    try {
      return asking.ask();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(Asking condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!unchecked(condition)) {
      assertThat(System.nanoTime()).as(PATIENCE.toString()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static long count(String table) throws SQLException {
    try (Connection connection = TestPostgres.connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void sql(DatabaseSettings where, String... statements) throws SQLException {
    try (Connection connection = TestPostgres.connect(where);
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }
}

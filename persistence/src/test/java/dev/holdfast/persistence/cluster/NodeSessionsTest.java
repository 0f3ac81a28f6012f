package dev.holdfast.persistence.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.persistence.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What becomes of the sessions of a node that is removed. */
class NodeSessionsTest extends NodeTables {
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
}

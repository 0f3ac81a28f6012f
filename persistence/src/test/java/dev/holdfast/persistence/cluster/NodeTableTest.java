package dev.holdfast.persistence.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the database holds of nodes, and what it lets them do to each other. */
class NodeTableTest extends NodeTables {
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
}

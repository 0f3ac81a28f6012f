package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.node.packaged.Relay;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.DatabaseUnfitException;
import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one database: how they come together, and what becomes of one that is lost. */
class ClusterKeeperTest {
  @TempDir static Path data;

  private static NodePostgres postgres;
  private static DatabaseSettings settings;

  private final List<BareNode> nodes = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = NodePostgres.start(data);
    settings = postgres.settings();
    Database.prepare(settings);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @AfterEach
  void end() throws SQLException {
    nodes.parallelStream().forEach(BareNode::close);
    sql("DELETE FROM nodes");
  }

  private BareNode noted(BareNode node) {
    nodes.add(node);
    return node;
  }

  private BareNode joined() {
    return noted(BareNode.joined(settings));
  }

  private static Set<String> names(Stream<BareNode> nodes) {
    return nodes.map(node -> node.name).collect(Collectors.toSet());
  }

  @Test
  void the_first_forms_a_cluster_and_the_second_joins_it() {
    BareNode one = joined();
    assertThat(one.keeper.lease().isValid()).isTrue();
    BareNode two = joined();
    assertThat(two.keeper.unfitBecause()).isEmpty();
    one.awaitSees(names(Stream.of(one, two)));
    two.awaitSees(names(Stream.of(one, two)));
  }

  @Test
  void ten_that_start_at_once_on_an_empty_database_become_one_cluster() throws SQLException {
    sql("CREATE DATABASE ten");
    DatabaseSettings empty =
        DatabaseSettings.of(
            settings.url().replaceFirst("/postgres$", "/ten"),
            settings.user(),
            settings.password());
    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      Stream.generate(() -> CompletableFuture.supplyAsync(() -> prepared(empty), threads))
          .limit(10)
          .toList()
          .forEach(node -> noted(node.join()));
    }
    for (BareNode node : nodes) {
      assertThat(node.keeper.awaitMember(Duration.ofSeconds(60))).isTrue();
    }
    nodes.forEach(node -> node.awaitSees(names(nodes.stream())));
    assertThat(nodes).noneMatch(node -> node.removed.isDone());
  }

  private static BareNode prepared(DatabaseSettings empty) {
    Database.prepare(empty);
    return BareNode.start(empty);
  }

  @Test
  void a_node_that_ends_well_leaves_no_trace_and_the_others_stay() throws SQLException {
    BareNode one = joined();
    BareNode two = BareNode.joined(settings);
    one.awaitSees(names(Stream.of(one, two)));
    two.close();
    one.awaitSees(Set.of(one.name));
    assertThat(number("count(*) FROM nodes")).isOne();
    assertThat(two.removed).isNotDone();
    assertThat(one.removed).isNotDone();
  }

  @Test
  void rows_of_nodes_that_died_are_cleared_away_before_a_cluster_is_formed() throws SQLException {
    sql(
        """
        INSERT INTO nodes (node, host, port, state, generation, machine, pid, process_start)
        VALUES ('dead', '127.0.0.1', 1, 'member', 1, '', 0, 0),
          ('early', '', 0, 'joining', 0, '', 0, 0)\
        """);
    long began = System.nanoTime();
    BareNode node = joined();
    // It could not know sooner that nobody renews them.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(LeaseTimes.LEASE);
    node.awaitSees(Set.of(node.name));
    assertThat(number("count(*) FROM nodes WHERE fenced AND state = 'removed'")).isEqualTo(2);
  }

  @Test
  void a_node_that_loses_the_database_is_removed_and_the_other_goes_on() throws Exception {
    URI server = URI.create(settings.url().substring("jdbc:".length()));
    try (Relay relay = new Relay(server)) {
      BareNode stays = joined();
      BareNode lost = noted(BareNode.joined(through(relay)));
      stays.awaitSees(names(Stream.of(stays, lost)));
      relay.leadTo(URI.create("tcp://127.0.0.1:1"));
      relay.cut();
      BareNode.await("the lease to end", () -> !lost.keeper.lease().isValid());
      assertThat(lost.keeper.unfitBecause().orElseThrow()).startsWith("it has no lease");
      assertThat(lost.keeper.lease().confirm().toCompletableFuture().join()).isFalse();
      stays.awaitSees(Set.of(stays.name));
      assertThat(stays.keeper.lease().isValid()).isTrue();
      assertThat(lost.removed).isNotDone();
      relay.leadTo(server);
      assertThat(lost.removed.get(20, TimeUnit.SECONDS))
          .isEqualTo("it had not renewed its lease for 3 s");
      assertThat(lost.keeper.unfitBecause().orElseThrow()).contains("removed from the cluster");
      BareNode.await("its word", () -> number("count(*) FROM nodes WHERE released") == 1);
    }
  }

  @Test
  void a_database_that_was_away_for_all_costs_nobody_its_place() {
    URI server = URI.create(settings.url().substring("jdbc:".length()));
    try (Relay relay = new Relay(server)) {
      BareNode one = noted(BareNode.joined(through(relay)));
      BareNode two = noted(BareNode.joined(through(relay)));
      relay.leadTo(URI.create("tcp://127.0.0.1:1"));
      relay.cut();
      BareNode.await(
          "both leases to end",
          () -> !one.keeper.lease().isValid() && !two.keeper.lease().isValid());
      relay.leadTo(server);
      BareNode.await(
          "both to go on", () -> one.keeper.lease().isValid() && two.keeper.lease().isValid());
      assertThat(one.keeper.lease().confirm().toCompletableFuture().join()).isTrue();
      assertThat(Stream.of(one, two).map(node -> node.removed))
          .noneMatch(CompletableFuture::isDone);
      one.awaitSees(names(Stream.of(one, two)));
    }
  }

  @Test
  void of_two_that_cannot_reach_each_other_the_younger_is_removed() throws Exception {
    BareNode elder = joined();
    BareNode younger = joined();
    elder.awaitSees(names(Stream.of(elder, younger)));
    // What its failure detector would say, had the network broken; both go on renewing.
    sql(
        """
        CREATE OR REPLACE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.unreachable := ARRAY['%s']; RETURN NEW; END $$\
        """
            .formatted(younger.name));
    sql(
        """
        CREATE TRIGGER cut BEFORE UPDATE ON nodes FOR EACH ROW
        WHEN (NEW.node = '%s') EXECUTE FUNCTION cut()\
        """
            .formatted(elder.name));
    try {
      assertThat(younger.removed.get(20, TimeUnit.SECONDS)).contains("could not reach each other");
      elder.awaitSees(Set.of(elder.name));
      assertThat(elder.removed).isNotDone();
    } finally {
      sql("DROP TRIGGER cut ON nodes");
    }
  }

  @Test
  void a_node_at_the_address_of_one_that_lives_elsewhere_does_not_start() throws SQLException {
    BareNode one = joined();
    // As of one on another machine that takes itself to be at that address.
    int taken = freePort();
    sql("UPDATE nodes SET port = %d WHERE node = '%s'".formatted(taken, one.name));
    BareNode twin = noted(BareNode.start(settings, taken, Optional.empty()));
    assertThatExceptionOfType(DatabaseUnfitException.class)
        .isThrownBy(() -> twin.keeper.awaitMember(Duration.ofSeconds(30)))
        .withMessageContaining("lives at the cluster address 127.0.0.1:" + taken)
        .withMessageContaining("--cluster-port");
    assertThat(one.removed).isNotDone();
  }

  @Test
  void a_cluster_port_that_another_process_has_is_told_in_one_line() {
    BareNode one = joined();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> BareNode.start(settings, one.port(), Optional.empty()))
        .withMessageContaining("the cluster address 127.0.0.1:%d is taken".formatted(one.port()));
  }

  @Test
  void a_node_that_is_not_fit_joins_nobody_until_it_is() {
    BareNode one = joined();
    BareNode unfit = noted(BareNode.start(settings, 0, Optional.of("its clock is off")));
    assertThat(unfit.keeper.awaitMember(Duration.ofSeconds(2))).isFalse();
    assertThat(unfit.keeper.unfitBecause()).contains("it has not joined the cluster yet");
    assertThat(unfit.keeper.lease().isValid()).isFalse();
    assertThat(one.sees()).isEqualTo(Set.of(one.name));
  }

  private static DatabaseSettings through(Relay relay) {
    return DatabaseSettings.of(
        settings.url().replaceFirst(":\\d+/", ":" + relay.url().getPort() + "/"),
        settings.user(),
        settings.password());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = session();
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  private static long number(String what) {
    try (Connection connection = session();
        Statement one = connection.createStatement();
        ResultSet row = one.executeQuery("SELECT " + what)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static Connection session() throws SQLException {
    return Database.session(settings, "test", Duration.ofSeconds(5), Duration.ofSeconds(20));
  }
}

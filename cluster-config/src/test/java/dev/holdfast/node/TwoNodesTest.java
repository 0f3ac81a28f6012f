package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.node.NodePostgres;
import dev.holdfast.runtime.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes that are given one database. */
class TwoNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path data;

  private static NodePostgres postgres;
  private static HttpClient http;
  private static Database database;
  private static Node first;

  private final CompletableFuture<String> removed = new CompletableFuture<>();
  private Optional<Node> second = Optional.empty();

  @BeforeAll
  static void start() {
    postgres = NodePostgres.start(data);
    http = HttpClient.newHttpClient();
    database = Database.open(postgres.settings());
    first = node("0", new CompletableFuture<>());
  }

  @AfterAll
  static void stop() {
    first.close();
    database.close();
    http.close();
    postgres.close();
  }

  @AfterEach
  void end() {
    second.ifPresent(Node::close);
  }

  private static Node node(String port, CompletableFuture<String> removed) {
    Map<String, String> flags = new HashMap<>();
    flags.put("port", port);
    flags.put("db", postgres.settings().url());
    flags.put("db-user", postgres.settings().user().orElseThrow());
    flags.put("db-pool", "6");
    Secrets secrets =
        new Secrets(Map.of("HOLDFAST_DB_PASSWORD", postgres.settings().password().orElseThrow()));
    NodeConfig config = NodeConfig.read(flags, Optional.empty());
    return Node.start(config, Catalogue.of(Probe.TYPE), secrets, removed::complete);
  }

  @Test
  void both_serve_as_members_of_one_cluster_and_one_that_ends_leaves_the_other_ready() {
    second = Optional.of(node("0", removed));
    awaitReady(first);
    awaitReady(second.get());
    assertThat(members()).isEqualTo(2);
    second.get().close();
    second = Optional.empty();
    assertThat(members()).isOne();
    awaitReady(first);
    assertThat(removed).isNotDone();
  }

  @Test
  void a_removed_node_is_told_so_and_says_so() throws Exception {
    second = Optional.of(node("0", removed));
    sql(
        """
        UPDATE nodes SET state = 'removed', removed_because = 'an operator said so'
        WHERE number = (SELECT max(number) FROM nodes)\
        """);
    assertThat(removed.get(20, TimeUnit.SECONDS)).isEqualTo("an operator said so");
    assertThat(ready(second.get()).body())
        .contains("it was removed from the cluster: an operator said so");
    awaitReady(first);
  }

  @Test
  void a_second_node_on_the_same_port_is_refused_before_it_joins() throws SQLException {
    String port = Integer.toString(URI.create(first.url()).getPort());
    long before = number("count(*) FROM nodes");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> node(port, removed))
        .withCauseInstanceOf(BindException.class);
    assertThat(number("count(*) FROM nodes")).isEqualTo(before);
  }

  /** It warms its paths first. */
  private static void awaitReady(Node node) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ready(node).statusCode() != 200) {
      assertThat(System.nanoTime()).as(ready(node).body()).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static HttpResponse<String> ready(Node node) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(node.url() + "/ready")).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private static long members() {
    return number("count(*) FROM nodes WHERE state = 'member'");
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement one = connection.createStatement()) {
      one.execute(statement);
    }
  }

  private static long number(String what) {
    try (Connection connection = database.dataSource().getConnection();
        Statement one = connection.createStatement();
        ResultSet row = one.executeQuery("SELECT " + what)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}

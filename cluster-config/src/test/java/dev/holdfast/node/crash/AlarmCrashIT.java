package dev.holdfast.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.packaged.PackagedNode;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged node, killed while a few hundred clocks are due. */
class AlarmCrashIT {
  private static final int CLOCKS = 400;
  private static final int FIRST_DUE_MILLIS = 1_500;
  private static final int APART_MILLIS = 8;
  private static final int FIRED_BEFORE_KILL = CLOCKS / 10;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A clock is set by its first commit and has fired by its second. */
  private static final String WITH_COMMITS =
      """
      SELECT count(*) FROM (
        SELECT object FROM journal WHERE object LIKE 'clock/%%'
        GROUP BY object HAVING count(*) = %d AND max(sequence) = %1$d) AS clocks
      """;

  private static final String WAITING = "SELECT count(*) FROM wakes WHERE object LIKE 'clock/%'";

  @TempDir Path folder;
  private NodePostgres postgres;
  private Database database;

  @BeforeEach
  void startDatabase() {
    postgres = NodePostgres.start(folder.resolve("database"));
    database = Database.open(postgres.settings());
  }

  @AfterEach
  void endDatabase() {
    database.close();
    postgres.close();
  }

  private PackagedNode node() {
    DatabaseSettings settings = postgres.settings();
    return PackagedNode.start(
        folder.resolve("data"),
        Map.of("HOLDFAST_DB_PASSWORD", settings.password().orElseThrow()),
        "--db",
        settings.url(),
        "--db-user",
        settings.user().orElseThrow());
  }

  @Test
  void a_kill_while_clocks_are_due_loses_none_and_each_fires_once() throws SQLException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      try (PackagedNode first = node()) {
        setClocks(http, first.url());
        await(WITH_COMMITS.formatted(2), FIRED_BEFORE_KILL);
        first.kill();
      }
      assertThat(count(WITH_COMMITS.formatted(2)))
          .as("fired before the kill, which came in the middle")
          .isBetween((long) FIRED_BEFORE_KILL, CLOCKS - 1L);
      try (PackagedNode second = node()) {
        await(WITH_COMMITS.formatted(2), CLOCKS);
        requireFired(http, second.url());
      }
    }
    assertThat(count(WITH_COMMITS.formatted(2))).isEqualTo(CLOCKS);
    assertThat(count(WAITING)).isZero();
  }

  private static void setClocks(HttpClient http, URI node) {
    List<CompletableFuture<HttpResponse<String>>> set = new ArrayList<>();
    for (int i = 0; i < CLOCKS; i++) {
      int in = FIRST_DUE_MILLIS + i * APART_MILLIS;
      HttpRequest.Builder request =
          HttpRequest.newBuilder(clock(node, i, "?in=" + in))
              .POST(HttpRequest.BodyPublishers.noBody());
      set.add(http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()));
    }
    set.forEach(one -> assertThat(answer(one)).isEqualTo("set"));
  }

  private static void requireFired(HttpClient http, URI node) {
    for (int i = 0; i < CLOCKS; i++) {
      HttpRequest request = HttpRequest.newBuilder(clock(node, i, "")).build();
      String late = answer(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
      assertThat(Long.parseLong(late)).as("how late clock %d fired", i).isNotNegative();
    }
  }

  private static URI clock(URI node, int number, String query) {
    return node.resolve("/objects/clock/crash-" + number + query);
  }

  private static String answer(CompletableFuture<HttpResponse<String>> pending) {
    HttpResponse<String> response =
        pending.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private void await(String sql, long atLeast) throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (count(sql) < atLeast) {
      assertThat(System.nanoTime()).as("waited for %d of %s", atLeast, sql).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private long count(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }
}

package dev.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.persistence.DatabaseSettings.Durability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  @Test
  void several_nodes_that_start_at_once_on_an_empty_database_all_open_it() {
    DatabaseSettings settings = TestPostgres.freshDatabase().withPoolSize(4);
    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Database>> opened = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        opened.add(CompletableFuture.supplyAsync(() -> Database.open(settings), nodes));
      }
      opened.forEach(open -> open.join().close());
    }
  }

  @Test
  void tables_of_somebody_else_in_the_database_are_left_alone() throws SQLException {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    execute(settings, "CREATE TABLE theirs (id INT)", "INSERT INTO theirs VALUES (1)");
    Database.open(settings).close();
    execute(settings, "INSERT INTO theirs SELECT 1 / count(*) FROM theirs");
  }

  @Test
  void the_schema_version_is_that_of_the_newest_migration() throws IOException, URISyntaxException {
    Path first = Path.of(Migrations.class.getResource("migration/V1__journal.sql").toURI());
    try (Stream<Path> files = Files.list(first.getParent())) {
      int newest =
          files
              .map(file -> file.getFileName().toString())
              .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
              .max()
              .orElseThrow();
      assertThat(Migrations.SCHEMA_VERSION).isEqualTo(newest);
    }
  }

  @Test
  void a_database_of_a_newer_version_is_refused() throws SQLException {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    Database.open(settings).close();
    execute(
        settings,
        """
        INSERT INTO holdfast_schema_history
        SELECT installed_rank + 100, '99', description, type, script, checksum, installed_by,
          installed_on, execution_time, success
        FROM holdfast_schema_history WHERE version = '1'\
        """);
    assertUnfit(
        settings,
        "has schema version 99, this program knows versions up to " + Migrations.SCHEMA_VERSION);
  }

  @Test
  void a_wrong_password_is_said_and_not_shown() {
    DatabaseSettings right = TestPostgres.freshDatabase();
    DatabaseSettings wrong =
        DatabaseSettings.of(
            right.url() + "?options=-c%20a.b=s3cret", right.user(), Optional.of("s3cret"));
    assertUnfit(wrong, "refuses this user or password");
    assertThat(wrong.toString()).doesNotContain("s3cret");
  }

  @Test
  void a_database_that_does_not_exist_is_said() {
    DatabaseSettings right = TestPostgres.freshDatabase();
    assertUnfit(
        DatabaseSettings.of(right.url() + "_not", right.user(), right.password()),
        "does not exist on that server. Create it with CREATE DATABASE");
  }

  @Test
  void a_server_that_is_not_there_is_said() throws IOException {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closedPort = socket.getLocalPort();
    }
    String url = "jdbc:postgresql://ada:s3cret@127.0.0.1:%d/holdfast".formatted(closedPort);
    assertUnfit(DatabaseSettings.of(url, Optional.empty(), Optional.empty()), "cannot be reached");
  }

  @Test
  void a_url_of_another_kind_is_refused() {
    assertThatExceptionOfType(DatabaseUnfitException.class)
        .isThrownBy(
            () -> DatabaseSettings.of("jdbc:mysql://x/y", Optional.empty(), Optional.empty()))
        .withMessageContaining("jdbc:postgresql://localhost:5432/holdfast");
  }

  @Test
  void a_server_that_may_lose_commits_is_refused_unless_allowed() throws SQLException {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    String name = settings.url().substring(settings.url().lastIndexOf('/') + 1);
    execute(settings, "ALTER DATABASE " + name + " SET synchronous_commit = off");
    assertUnfit(settings, "has synchronous_commit off and may lose acknowledged commits");
    Database.open(settings.withDurability(Durability.WAIVED)).close();
  }

  @Test
  void a_clock_that_is_a_minute_behind_is_measured_so() throws SQLException {
    try (Database database = Database.open(TestPostgres.freshDatabase())) {
      Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-1));
      ClockOffset measured = database.measure(behind);
      assertThat(measured.uncertainty()).isLessThan(Duration.ofSeconds(5));
      // Both clocks are this machine's; 50 ms for it being adjusted in between.
      assertThat(measured.offset().minus(Duration.ofMinutes(1)).abs())
          .isLessThanOrEqualTo(measured.uncertainty().plusMillis(50));
    }
  }

  @Test
  void opening_what_is_up_to_date_again_changes_nothing() {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    Database.open(settings).close();
    Database.open(settings).close();
  }

  private static void assertUnfit(DatabaseSettings settings, String words) {
    assertThatExceptionOfType(DatabaseUnfitException.class)
        .isThrownBy(() -> Database.open(settings))
        .withMessageContaining(words)
        .satisfies(
            unfit -> assertThat(unfit.getMessage()).doesNotContain("s3cret").doesNotContain("\n"));
  }

  private static void execute(DatabaseSettings settings, String... statements) throws SQLException {
    try (Connection connection = TestPostgres.connect(settings);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}

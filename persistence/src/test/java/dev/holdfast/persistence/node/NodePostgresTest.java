package dev.holdfast.persistence.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.DatabaseUnfitException;
import dev.holdfast.persistence.TestPostgres;
import dev.holdfast.persistence.store.PostgresStore;
import dev.holdfast.persistence.store.StoreLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real servers and real kills, all on one folder: the first start there takes some seconds. */
@Timeout(60)
class NodePostgresTest {
  @TempDir static Path data;

  private enum Killed {
    NODE,
    NODE_AND_SERVER
  }

  @Test
  void it_is_durable_and_on_loopback_whatever_its_files_say() throws IOException, SQLException {
    NodePostgres.start(data).close();
    Path file = data.resolve("postgres/db/postgresql.auto.conf");
    Files.writeString(file, "fsync = off\nfull_page_writes = off\nlisten_addresses = '*'\n");
    try (NodePostgres postgres = NodePostgres.start(data)) {
      assertThat(serverSettings(postgres.settings()))
          .containsEntry("fsync", "on")
          .containsEntry("full_page_writes", "on")
          .containsEntry("synchronous_commit", "on")
          .containsEntry("listen_addresses", "127.0.0.1");
    } finally {
      Files.writeString(file, "");
    }
  }

  @Test
  void only_its_owner_can_read_its_password_and_without_it_nobody_gets_in() throws IOException {
    try (NodePostgres postgres = NodePostgres.start(data)) {
      Path password = data.resolve("postgres/password");
      assertThat(Files.getPosixFilePermissions(password))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      DatabaseSettings without =
          DatabaseSettings.of(
              postgres.settings().url(), postgres.settings().user(), Optional.of("guess"));
      assertThatExceptionOfType(DatabaseUnfitException.class)
          .isThrownBy(() -> Database.open(without))
          .withMessageContaining("refuses this user or password");
    }
  }

  @Test
  void a_second_node_on_the_same_folder_is_refused_and_the_first_goes_on() throws Exception {
    try (NodePostgres postgres = NodePostgres.start(data)) {
      assertThatExceptionOfType(DatabaseUnfitException.class)
          .isThrownBy(() -> NodePostgres.start(data))
          .withMessageContaining(data.toRealPath().toString())
          .withMessageContaining("in use by another node");
      Process second = child();
      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isNotZero();
      assertThat(new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
          .contains("in use by another node (process " + ProcessHandle.current().pid() + ")");
      assertThat(serverSettings(postgres.settings())).isNotEmpty();
    }
  }

  @Test
  void a_server_left_by_a_killed_node_is_taken_over_and_nothing_acknowledged_is_lost()
      throws Exception {
    Process node = child();
    long acknowledged = killAfter(node, 200, Killed.NODE);
    assertThat(postmaster()).as("the killed node's server lives on").isPresent();
    assertHolds(acknowledged);
  }

  @Test
  void a_node_killed_together_with_its_server_starts_again_and_lost_nothing() throws Exception {
    Process node = child();
    long acknowledged = killAfter(node, 200, Killed.NODE_AND_SERVER);
    assertHolds(acknowledged);
  }

  @Test
  void a_number_of_a_process_that_means_another_program_now_does_not_stop_the_start()
      throws IOException {
    NodePostgres.start(data).close();
    Path pid = data.resolve("postgres/db/postmaster.pid");
    Files.writeString(pid, ProcessHandle.current().pid() + "\n" + data + "\n1\n5432\n\n\n");
    NodePostgres.start(data).close();
  }

  @Test
  void data_of_another_postgresql_is_refused() throws IOException {
    NodePostgres.start(data).close();
    Path version = data.resolve("postgres/db/PG_VERSION");
    String ours = Files.readString(version);
    Files.writeString(version, "13\n");
    try {
      assertThatExceptionOfType(DatabaseUnfitException.class)
          .isThrownBy(() -> NodePostgres.start(data))
          .withMessageContaining("was made by PostgreSQL 13, this node brings " + ours.strip());
    } finally {
      Files.writeString(version, ours);
    }
  }

  @Test
  void a_folder_that_is_a_file_is_said_in_one_line() throws IOException {
    Path file = Files.createTempFile(data, "not-a-folder", "");
    assertThatExceptionOfType(DatabaseUnfitException.class)
        .isThrownBy(() -> NodePostgres.start(file))
        .withMessageContaining(file.toString())
        .satisfies(unfit -> assertThat(unfit.getMessage()).doesNotContain("\n"));
  }

  private static void assertHolds(long acknowledged) {
    try (NodePostgres postgres = NodePostgres.start(data);
        Database database = Database.open(postgres.settings());
        PostgresStore store = PostgresStore.open(database, StoreLimits.DEFAULTS)) {
      long stored = store.load(NodePostgresChild.OBJECT).toCompletableFuture().join().sequence();
      // At most the one in flight is there without having been acknowledged.
      assertThat(stored).isBetween(acknowledged, acknowledged + 1);
    }
  }

  /** Kills the node once it has acknowledged {@code commits}; returns the last number it said. */
  private static long killAfter(Process node, int commits, Killed killed) throws Exception {
    long last = 0;
    try (BufferedReader said = node.inputReader()) {
      for (int i = 0; i < commits; i++) {
        last = Long.parseLong(said.readLine());
      }
      Optional<ProcessHandle> server = postmaster();
      // Not Process.destroyForcibly, which throws away what the node said last.
      node.toHandle().destroyForcibly();
      if (killed == Killed.NODE_AND_SERVER) {
        server.ifPresent(ProcessHandle::destroyForcibly);
      }
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = line.matches("\\d+") ? Math.max(last, Long.parseLong(line)) : last;
      }
    }
    assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return last;
  }

  private static Optional<ProcessHandle> postmaster() throws IOException {
    Path file = data.resolve("postgres/db/postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(file).getFirst());
    return ProcessHandle.of(pid);
  }

  private static Process child() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ProcessBuilder(
            java.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            NodePostgresChild.class.getName(),
            data.toString())
        .start();
  }

  private static Map<String, String> serverSettings(DatabaseSettings settings) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    try (Connection connection = TestPostgres.connect(settings);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, setting FROM pg_settings")) {
      while (rows.next()) {
        values.put(rows.getString(1), rows.getString(2));
      }
    }
    return values;
  }
}

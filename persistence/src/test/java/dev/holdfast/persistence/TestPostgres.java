package dev.holdfast.persistence;

import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL for the tests of this JVM, started by the first that asks, stopped and deleted
 * when the JVM ends. Each test class takes a database of its own in it.
 */
public final class TestPostgres {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Map<Path, DatabaseSettings> OF_FOLDERS = new ConcurrentHashMap<>();

  private TestPostgres() {}

  /** Settings for a new, empty database. */
  public static DatabaseSettings freshDatabase() {
    return create().withPoolSize(6);
  }

  /**
   * Settings for the database of that folder: new and empty for whoever asks first, the same for
   * all who ask later. It stands for a node's data folder, and costs a hundredth of a server in it.
   */
  public static DatabaseSettings databaseOf(Path folder) {
    return OF_FOLDERS.computeIfAbsent(folder.toAbsolutePath(), _ -> create());
  }

  private static DatabaseSettings create() {
    DatabaseSettings server = Server.RUNNING.settings();
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = Connections.single(server).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String url = server.url().replaceFirst("/postgres$", "/" + name);
    return DatabaseSettings.of(url, server.user(), server.password());
  }

  /** A connection outside of every pool, to look behind the store's back. */
  public static Connection connect(DatabaseSettings settings) throws SQLException {
    return Connections.single(settings).getConnection();
  }

  private static final class Server {
    static final NodePostgres RUNNING = start();

    private static NodePostgres start() {
      try {
        Path folder = Files.createTempDirectory("holdfast-test-postgres");
        NodePostgres postgres = NodePostgres.start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres, folder)));
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(NodePostgres postgres, Path folder) {
      postgres.close();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

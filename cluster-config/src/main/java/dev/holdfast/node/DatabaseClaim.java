package dev.holdfast.node;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseUnfitException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Holds a database for one cluster. Until nodes form clusters, that is one node: a second would be
 * a cluster of its own over the same objects. Nothing could be lost, for the journal fences; but
 * the two would take objects from each other without end.
 *
 * <p>A session-level advisory lock: it ends with the connection, also when the node is killed.
 */
final class DatabaseClaim implements AutoCloseable {
  /** "holdfast" as a number: advisory locks are shared by all users of a database. */
  private static final long LOCK = 0x686f6c6466617374L;

  /**
   * A killed node's connection is gone at once on one machine, and after the probes below
   * elsewhere.
   */
  static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Connection connection;

  private DatabaseClaim(Connection connection) {
    this.connection = connection;
  }

  /** Throws {@link DatabaseUnfitException} when another node has it after that time. */
  static DatabaseClaim take(Database database, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    try {
      Connection connection = database.dataSource().getConnection();
      try (Statement statement = connection.createStatement()) {
        // A peer that vanished without a word is noticed within 11 s instead of two hours.
        statement.execute("SET tcp_keepalives_idle = 5");
        statement.execute("SET tcp_keepalives_interval = 2");
        statement.execute("SET tcp_keepalives_count = 3");
        while (!tryLock(statement)) {
          if (System.nanoTime() - deadline > 0) {
            connection.close();
            throw new DatabaseUnfitException(
                "another node serves %s. Stop it, or give this one a database of its own."
                    .formatted(database.settings().place()));
          }
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
      return new DatabaseClaim(connection);
    } catch (SQLException e) {
      throw new DatabaseUnfitException(
          "%s could not be claimed: %s".formatted(database.settings().place(), e.getMessage()), e);
    }
  }

  private static boolean tryLock(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public void close() {
    // abort, not close: back in the pool the session would go on holding the lock.
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new DatabaseUnfitException("the claim on the database could not be ended: " + e, e);
    }
  }
}

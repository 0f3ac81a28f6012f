package dev.holdfast.node;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseUnfitException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a database for one cluster. Until nodes form clusters, that is one node: a second would be
 * a cluster of its own over the same objects. Nothing could be lost, for the journal fences; but
 * the two would take objects from each other without end.
 *
 * <p>A session-level advisory lock: it ends with its session, also when the node is killed. A
 * session can be lost while the node lives on, so the claim wants to be {@linkplain #renew renewed}
 * from time to time.
 *
 * <p>Thread rule: any thread, one at a time; each method may block on the database, no longer than
 * its settings allow for connecting and one answer each.
 */
final class DatabaseClaim implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseClaim.class);

  /** "holdfast" as a number: advisory locks are shared by all users of a database. */
  static final long LOCK = 0x686f6c6466617374L;

  /**
   * A killed node's connection is gone at once on one machine, and after the probes below
   * elsewhere.
   */
  static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Whether this session has the lock. PostgreSQL shows the number's halves as two columns. */
  private static final String IS_HELD =
      """
      SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted AND objsubid = 1
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND classid::bigint << 32 | objid::bigint = %d)\
      """
          .formatted(LOCK);

  private final Database database;
  private Optional<Connection> session = Optional.empty();
  private boolean closed;

  private DatabaseClaim(Database database) {
    this.database = database;
  }

  /** Throws {@link DatabaseUnfitException} when another node has it after that time. */
  static DatabaseClaim take(Database database, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    DatabaseClaim claim = new DatabaseClaim(database);
    try {
      while (!claim.isTaken()) {
        if (System.nanoTime() - deadline > 0) {
          claim.close();
          throw new DatabaseUnfitException(
              "another node serves %s. Stop it, or give this one a database of its own."
                  .formatted(database.settings().place()));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return claim;
    } catch (SQLException e) {
      claim.close();
      throw new DatabaseUnfitException(
          "%s could not be claimed: %s".formatted(database.settings().place(), e.getMessage()), e);
    }
  }

  /**
   * Makes sure that the claim still holds, and takes it again where it was lost with its session.
   * Empty when this node has it, else why not, in words that anybody may read.
   */
  synchronized Optional<String> renew() {
    if (closed) {
      return Optional.empty();
    }
    try {
      if (isHeld()) {
        return Optional.empty();
      }
      if (isTaken()) {
        LOG.warn("the claim on the database was lost with its session, and taken again");
        return Optional.empty();
      }
      LOG.warn("another node serves {} now: stop one of the two", database.settings().place());
      return Optional.of("another node has taken its database; stop one of the two");
    } catch (SQLException e) {
      endSession();
      LOG.warn("the claim on the database cannot be renewed: {}", e.getMessage());
      return Optional.of("its claim on the database cannot be renewed");
    }
  }

  private boolean isHeld() {
    try {
      return session.isPresent() && isTrue(session.get(), IS_HELD);
    } catch (SQLException lost) {
      endSession();
      return false;
    }
  }

  private synchronized boolean isTaken() throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(open());
    }
    return isTrue(session.get(), "SELECT pg_try_advisory_lock(" + LOCK + ")");
  }

  private Connection open() throws SQLException {
    Connection connection = database.session();
    try (Statement statement = connection.createStatement()) {
      // A peer that vanished without a word is noticed within 11 s instead of two hours.
      statement.execute("SET tcp_keepalives_idle = 5");
      statement.execute("SET tcp_keepalives_interval = 2");
      statement.execute("SET tcp_keepalives_count = 3");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static boolean isTrue(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private void endSession() {
    try {
      if (session.isPresent()) {
        session.get().close();
      }
    } catch (SQLException e) {
      LOG.debug("the session of the claim had ended before", e);
    }
    session = Optional.empty();
  }

  @Override
  public synchronized void close() {
    closed = true;
    endSession();
  }
}

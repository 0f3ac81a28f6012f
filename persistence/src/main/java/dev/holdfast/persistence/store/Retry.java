package dev.holdfast.persistence.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Does again what met a lost connection. Only for what may be done twice: a pool that outlived a
 * restart of the database hands out connections that are dead already. Never for appends.
 */
final class Retry {
  /** Work on a connection of its own. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Two dead connections of the pool may follow one another; more would be no accident. */
  private static final int ATTEMPTS = 3;

  private Retry() {}

  static <T> T run(DataSource source, Work<T> work) throws SQLException {
    for (int left = ATTEMPTS - 1; ; left--) {
      try {
        return attempt(source, work);
      } catch (SQLException e) {
        if (left == 0 || !Fault.connectionLost(e)) {
          throw e;
        }
      }
    }
  }

  private static <T> T attempt(DataSource source, Work<T> work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      return work.on(connection);
    }
  }
}

package dev.holdfast.persistence.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads rows, again after a lost connection. */
final class Query {
  /** Longer than any list takes over a million rows; one that takes longer holds up the others. */
  private static final int TIMEOUT_SECONDS = 10;

  /** Binds the parameters. */
  @FunctionalInterface
  interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }

  /** Reads one row; empty leaves it out. */
  @FunctionalInterface
  interface Reading<T> {
    Optional<T> of(ResultSet row) throws SQLException;
  }

  private Query() {}

  static <T> List<T> rows(DataSource source, String sql, Binding binding, Reading<T> reading)
      throws SQLException {
    return Retry.run(source, connection -> rows(connection, sql, binding, reading));
  }

  private static <T> List<T> rows(
      Connection connection, String sql, Binding binding, Reading<T> reading) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      binding.to(statement);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> all = new ArrayList<>();
        while (rows.next()) {
          reading.of(rows).ifPresent(all::add);
        }
        return all;
      }
    }
  }
}

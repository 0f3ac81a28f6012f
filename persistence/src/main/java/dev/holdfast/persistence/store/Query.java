package dev.holdfast.persistence.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Reads rows, again after a lost connection. */
final class Query {
  /** Binds the parameters. */
  @FunctionalInterface
  interface Binding {
    void to(PreparedStatement statement) throws SQLException;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private Query() {}

  static <T> List<T> rows(DataSource source, String sql, Binding binding, Reading<T> reading)
      throws SQLException {
    return Retry.run(source, connection -> rows(connection, sql, binding, reading));
  }

  private static <T> List<T> rows(
      Connection connection, String sql, Binding binding, Reading<T> reading) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      binding.to(statement);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> all = new ArrayList<>();
        while (rows.next()) {
          all.add(reading.of(rows));
        }
        return all;
      }
    }
  }
}

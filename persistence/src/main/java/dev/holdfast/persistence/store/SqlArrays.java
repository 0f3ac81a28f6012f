package dev.holdfast.persistence.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Binds arrays as parameters; the driver sends these types in binary. */
final class SqlArrays {
  private SqlArrays() {}

  static void texts(Connection connection, PreparedStatement statement, int at, String[] values)
      throws SQLException {
    statement.setArray(at, connection.createArrayOf("text", values));
  }

  static void numbers(Connection connection, PreparedStatement statement, int at, long[] values)
      throws SQLException {
    // The driver's own method takes primitives; java.sql's would box every number.
    statement.setArray(
        at, connection.unwrap(org.postgresql.PGConnection.class).createArrayOf("int8", values));
  }

  static void bytes(Connection connection, PreparedStatement statement, int at, byte[][] values)
      throws SQLException {
    statement.setArray(at, connection.createArrayOf("bytea", values));
  }
}

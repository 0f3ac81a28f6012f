package dev.holdfast.bench.contender;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * What the database holds of bells of one name. A bell's first event sets it; each one after that
 * is a ringing.
 */
final class StoredBells {
  private static final String IN_RANGE = " WHERE object >= ? AND object < ? ";

  /** One row an object: how many events, and when the last one was written. */
  private static final String RINGS =
      "SELECT object, count(*) - 1, (extract(epoch FROM max(written_at)) * 1000000)::bigint"
          + " FROM journal"
          + IN_RANGE
          + "GROUP BY object";

  private static final String PENDING = "SELECT count(*) FROM wakes" + IN_RANGE;

  private static final String ANY_PENDING =
      "SELECT count(*) FROM (SELECT 1 FROM wakes" + IN_RANGE + "LIMIT 1) one";

  /**
   * By number of the bell.
   *
   * @param times how often it rang
   * @param atMicros when that was last written, in microseconds since 1970
   */
  record Rings(int[] times, long[] atMicros, int once, int rang) {}

  private final DataSource source;
  private final String prefix;

  StoredBells(DataSource source, String prefix) {
    this.source = source;
    this.prefix = Bell.TYPE.name() + "/" + prefix + "-";
  }

  boolean isAnyPending() throws SQLException {
    return number(ANY_PENDING) > 0;
  }

  long pending() throws SQLException {
    return number(PENDING);
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = bound(connection, sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  Rings rings(int count) throws SQLException {
    int[] times = new int[count];
    long[] at = new long[count];
    int once = 0;
    int rang = 0;
    try (Connection connection = source.getConnection();
        PreparedStatement statement = bound(connection, RINGS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        int bell = Integer.parseInt(rows.getString(1).substring(prefix.length()));
        times[bell] = rows.getInt(2);
        at[bell] = rows.getLong(3);
        once += times[bell] == 1 ? 1 : 0;
        rang += times[bell] > 0 ? 1 : 0;
      }
    }
    return new Rings(times, at, once, rang);
  }

  private PreparedStatement bound(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, prefix);
    // The digits of the number all sort before this.
    statement.setString(2, prefix + ":");
    return statement;
  }
}

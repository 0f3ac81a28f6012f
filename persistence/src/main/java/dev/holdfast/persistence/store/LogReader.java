package dev.holdfast.persistence.store;

import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Reads one page of a log; the server counts its bytes, so no more than the page is sent. */
final class LogReader {
  private static final String SQL =
      """
      SELECT number, at, body FROM (
        SELECT number, at, body,
          sum(octet_length(body)) OVER (ORDER BY number) AS bytes,
          row_number() OVER (ORDER BY number) AS place
        FROM (
          SELECT number, at, body FROM log_entries
          WHERE object = ? AND log = ? AND life = ? AND number > ? AND number <= ?
          ORDER BY number LIMIT ?) AS page) AS counted
      WHERE bytes <= ? OR place = 1
      ORDER BY number
      """;

  private final DataSource source;

  LogReader(DataSource source) {
    this.source = source;
  }

  List<LogRow> read(LogRange range) throws SQLException {
    return Retry.run(source, connection -> read(connection, range));
  }

  private static List<LogRow> read(Connection connection, LogRange range) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setString(1, range.object().toString());
      statement.setString(2, range.log());
      statement.setLong(3, range.life());
      statement.setLong(4, range.after());
      statement.setLong(5, range.upTo());
      statement.setInt(6, Math.max(1, range.limit()));
      statement.setInt(7, range.bytesMax());
      try (ResultSet rows = statement.executeQuery()) {
        List<LogRow> page = new ArrayList<>();
        while (rows.next()) {
          page.add(
              new LogRow(
                  range.log(),
                  range.life(),
                  rows.getLong(1),
                  AppendStatement.instant(rows.getLong(2)),
                  rows.getBytes(3)));
        }
        return page;
      }
    }
  }
}

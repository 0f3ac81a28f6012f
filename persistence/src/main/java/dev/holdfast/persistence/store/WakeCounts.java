package dev.holdfast.persistence.store;

import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WakeIndex.Census;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Counts the wake index. What is not due costs next to nothing, however much there is of it: with a
 * million rows that all wait a count takes some 30 ms, with all of them due 130 ms, and a second
 * where there are also some of an unknown type. Measured on PostgreSQL 15 and 18 on two cores.
 */
final class WakeCounts {
  /** More rows than that are not counted but estimated. */
  static final int COUNTED_MAX = 100_000;

  /** Shown of those that are not known: more would be a series each in the metrics. */
  static final int UNKNOWN_MAX = 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final String PENDING =
      "SELECT count(*) FROM (SELECT 1 FROM wakes LIMIT ?) AS counted";

  /** As the planner does it: rows a page when it was last looked at, times pages now. */
  private static final String ESTIMATE =
      """
      SELECT (greatest(reltuples, 0) / greatest(relpages, 1)
        * (pg_relation_size(oid) / current_setting('block_size')::int))::bigint
      FROM pg_class WHERE oid = 'wakes'::regclass
      """;

  /** One look into the index a slice; an index on the time alone would cost each write more. */
  private static final String DUE =
      """
      SELECT sum(found.count)::bigint, min(found.earliest)
      FROM generate_series(0, %d) AS s, LATERAL (
        SELECT count(*) AS count, min(due) AS earliest FROM wakes
        WHERE slice = s::smallint AND due <= ? %s
      ) AS found
      """;

  private static final String DUE_OF_ALL = DUE.formatted(WakeIndex.SLICES - 1, "");

  private static final String DUE_OF_KNOWN =
      DUE.formatted(WakeIndex.SLICES - 1, "AND split_part(object, '/', 1) <> ALL (?::text[])");

  /**
   * One look into the index a type: from each to the next object that is not of it. Types have no
   * character between '/' and '0'.
   */
  private static final String TYPES =
      """
      WITH RECURSIVE types AS (
        (SELECT split_part(object, '/', 1) AS type FROM wakes ORDER BY object LIMIT 1)
        UNION ALL
        SELECT (SELECT split_part(object, '/', 1) FROM wakes
          WHERE object >= (types.type || '0') COLLATE "C" ORDER BY object LIMIT 1)
        FROM types WHERE types.type IS NOT NULL
      )
      SELECT type FROM types WHERE type IS NOT NULL AND type <> ALL (?::text[])
      """;

  private static final String OF_TYPE =
      """
      SELECT count(*) FROM (
        SELECT 1 FROM wakes WHERE object >= ? COLLATE "C" AND object < ? COLLATE "C" LIMIT ?
      ) AS counted
      """;

  private final DataSource source;

  WakeCounts(DataSource source) {
    this.source = source;
  }

  Census census(Set<String> types, Instant now) throws SQLException {
    return Retry.run(source, connection -> census(connection, types, now));
  }

  private static Census census(Connection connection, Set<String> types, Instant now)
      throws SQLException {
    List<String> unknown = unknown(connection, types);
    Map<String, Long> waiting = new TreeMap<>();
    for (String type : unknown.subList(0, Math.min(unknown.size(), UNKNOWN_MAX))) {
      waiting.put(type, ofType(connection, type));
    }
    long pending = pending(connection);
    try (PreparedStatement statement =
        prepare(connection, unknown.isEmpty() ? DUE_OF_ALL : DUE_OF_KNOWN)) {
      statement.setLong(1, WakeRows.micros(now));
      if (!unknown.isEmpty()) {
        SqlArrays.texts(connection, statement, 2, unknown.toArray(String[]::new));
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long due = row.getLong(1);
        Duration overdue =
            due == 0 ? Duration.ZERO : Duration.between(WakeRows.instant(row.getLong(2)), now);
        return new Census(pending, due, overdue, waiting);
      }
    }
  }

  private static List<String> unknown(Connection connection, Set<String> types)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, TYPES)) {
      SqlArrays.texts(connection, statement, 1, types.toArray(String[]::new));
      try (ResultSet rows = statement.executeQuery()) {
        List<String> unknown = new ArrayList<>();
        while (rows.next()) {
          unknown.add(rows.getString(1));
        }
        return unknown;
      }
    }
  }

  private static long ofType(Connection connection, String type) throws SQLException {
    try (PreparedStatement statement = prepare(connection, OF_TYPE)) {
      statement.setString(1, type + "/");
      statement.setString(2, type + "0");
      statement.setInt(3, COUNTED_MAX);
      return number(statement);
    }
  }

  private static long pending(Connection connection) throws SQLException {
    try (PreparedStatement count = prepare(connection, PENDING);
        PreparedStatement estimate = prepare(connection, ESTIMATE)) {
      count.setInt(1, COUNTED_MAX);
      long counted = number(count);
      return counted < COUNTED_MAX ? counted : Math.max(counted, number(estimate));
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout((int) TIMEOUT.toSeconds());
    return statement;
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}

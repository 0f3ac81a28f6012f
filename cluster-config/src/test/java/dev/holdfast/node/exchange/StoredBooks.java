package dev.holdfast.node.exchange;

import dev.holdfast.persistence.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How many lines the books have, from the database: asking the couriers would wake them, and what
 * is to be proved is that somebody does so anyway.
 */
record StoredBooks(Database database) {
  /** A message is looked after 15 s after its commit at the latest, and then tried again. */
  private static final Duration DELIVERY_MAX = Duration.ofSeconds(90);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private static final String COUNTS =
      "SELECT log, count(*) FROM log_entries WHERE object LIKE 'courier/%' GROUP BY log";

  /**
   * Waits until all is received that was sent, and all calls have ended; false if it takes long.
   */
  boolean awaitDelivery() throws SQLException {
    long until = System.nanoTime() + DELIVERY_MAX.toNanos();
    while (!isDelivered(counts())) {
      if (System.nanoTime() - until > 0) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return true;
  }

  private static boolean isDelivered(Map<String, Long> counts) {
    return count(counts, Courier.SENT) == count(counts, Courier.RECEIVED)
        && count(counts, Courier.CALLED) == count(counts, Courier.RESULTS);
  }

  private static long count(Map<String, Long> counts, String book) {
    return counts.getOrDefault(book, 0L);
  }

  /** By name of the book. */
  Map<String, Long> counts() throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COUNTS)) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }
}

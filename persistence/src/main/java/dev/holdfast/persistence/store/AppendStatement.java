package dev.holdfast.persistence.store;

import dev.holdfast.runtime.host.stored.LogRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one statement that writes a batch, in autocommit: one round trip, one commit.
 *
 * <p>A row is fenced when its sequence is taken or when a later event of its object exists:
 * clean-up may have removed the row a very late activation would run into, but never the newest.
 * Fenced rows are left out; the others of the batch commit. Log rows join the journal rows that
 * were inserted, so a fenced event leaves none, and so do rows of the wake index.
 *
 * <p>Nearly always nothing is fenced. So a batch of events alone goes first as a plain insert,
 * which a taken sequence fails as a whole, with nothing written; only then is it sent again with
 * {@code ON CONFLICT}, which costs a third more a row (measured: 97,000 rows/s against 72,000).
 */
final class AppendStatement {
  // A scalar subquery with LIMIT, not NOT EXISTS: that one becomes a hash join over the journal
  // while the statistics are those of a young, small table (measured: 80,000 rows/s down to 5,000).
  static final String EVENTS_UNLESS_TAKEN =
      """
      INSERT INTO journal (object, sequence, event)
      SELECT i.object, i.sequence, i.event
      FROM unnest(?::text[], ?::bigint[], ?::bytea[]) AS i (object, sequence, event)
      WHERE (
        SELECT n.sequence FROM journal n
        WHERE n.object = i.object COLLATE "C" AND n.sequence > i.sequence
        ORDER BY n.sequence LIMIT 1) IS NULL
      """;
  private static final String PRESENT =
      """
      SELECT j.object, j.sequence FROM journal j
      JOIN unnest(?::text[], ?::bigint[]) AS i (object, sequence)
        ON j.object = i.object COLLATE "C" AND j.sequence = i.sequence
      """;

  /** SQLSTATE unique_violation. */
  private static final String TAKEN = "23505";

  static final String EVENTS =
      EVENTS_UNLESS_TAKEN
          + """
          ON CONFLICT (object, sequence) DO NOTHING
          RETURNING object, sequence
          """;
  private static final String ROWS =
      """
          , rows AS (
            INSERT INTO log_entries (object, log, life, number, at, body)
            SELECT l.object, l.log, l.life, l.number, l.at, l.body
            FROM unnest(
                ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])
              AS l (object, sequence, log, life, number, at, body)
            JOIN written w ON w.object = l.object COLLATE "C" AND w.sequence = l.sequence)
      """;
  static final String EVENTS_WITH_ROWS = with(true, WakeRows.Kind.NONE);
  static final String EVENTS_ARMING = with(false, WakeRows.Kind.ARMING);
  private static final String EVENTS_ARMING_WITH_ROWS = with(true, WakeRows.Kind.ARMING);
  private static final String EVENTS_WITH_WAKES = with(false, WakeRows.Kind.ANY);
  private static final String EVENTS_WITH_BOTH = with(true, WakeRows.Kind.ANY);

  private static final int EVENT_PARAMETERS = 3;
  private static final int ROW_PARAMETERS = 7;

  private AppendStatement() {}

  private static String with(boolean rows, WakeRows.Kind wakes) {
    return "WITH written AS ("
        + EVENTS
        + ")"
        + (rows ? ROWS : "")
        + wakes.parts
        + "SELECT object, sequence FROM written";
  }

  private static String sql(boolean rows, WakeRows.Kind wakes) {
    return switch (wakes) {
      case NONE -> rows ? EVENTS_WITH_ROWS : EVENTS;
      case ARMING -> rows ? EVENTS_ARMING_WITH_ROWS : EVENTS_ARMING;
      case ANY -> rows ? EVENTS_WITH_BOTH : EVENTS_WITH_WAKES;
    };
  }

  /** Writes the batch, whose keys differ, and returns the keys that were fenced. */
  static Set<Append.Key> write(Connection connection, List<Append> batch) throws SQLException {
    int rowCount = batch.stream().mapToInt(append -> append.rows().size()).sum();
    WakeRows.Kind wakes = WakeRows.kind(batch);
    if (rowCount == 0 && wakes == WakeRows.Kind.NONE) {
      Optional<Set<Append.Key>> fenced = writeUnlessTaken(connection, batch);
      if (fenced.isPresent()) {
        return fenced.get();
      }
    }
    return writeAround(connection, batch, rowCount, wakes);
  }

  /** The keys fenced by later events; empty, with nothing written, when a sequence is taken. */
  private static Optional<Set<Append.Key>> writeUnlessTaken(
      Connection connection, List<Append> batch) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EVENTS_UNLESS_TAKEN)) {
      bindEvents(connection, statement, batch);
      boolean all = statement.executeUpdate() == batch.size();
      return Optional.of(all ? Set.of() : absent(connection, batch));
    } catch (SQLException e) {
      if (TAKEN.equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** No sequence was taken, so whatever of the batch is there now, this batch has written. */
  private static Set<Append.Key> absent(Connection connection, List<Append> batch)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            PRESENT, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
      bindKeys(connection, statement, batch);
      try (ResultSet present = statement.executeQuery()) {
        return fenced(present, batch);
      }
    }
  }

  private static Set<Append.Key> writeAround(
      Connection connection, List<Append> batch, int rowCount, WakeRows.Kind wakes)
      throws SQLException {
    String sql = sql(rowCount > 0, wakes);
    try (PreparedStatement statement =
        connection.prepareStatement(
            sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
      bindEvents(connection, statement, batch);
      if (rowCount > 0) {
        bindRows(connection, statement, batch, rowCount);
      }
      if (wakes != WakeRows.Kind.NONE) {
        int from = 1 + EVENT_PARAMETERS + (rowCount > 0 ? ROW_PARAMETERS : 0);
        WakeRows.bind(connection, statement, from, batch);
      }
      if (wakes == WakeRows.Kind.ANY) {
        WakeRows.planEachTime(statement);
      }
      try (ResultSet written = statement.executeQuery()) {
        return fenced(written, batch);
      }
    }
  }

  private static Set<Append.Key> fenced(ResultSet written, List<Append> batch) throws SQLException {
    // The usual case: as many rows as were sent, and their keys differ, so none is missing.
    if (written.last() && written.getRow() == batch.size()) {
      return Set.of();
    }
    Set<Append.Key> missing = new HashSet<>();
    batch.forEach(append -> missing.add(append.key()));
    written.beforeFirst();
    while (written.next()) {
      missing.remove(new Append.Key(written.getString(1), written.getLong(2)));
    }
    return missing;
  }

  private static void bindEvents(
      Connection connection, PreparedStatement statement, List<Append> batch) throws SQLException {
    bindKeys(connection, statement, batch);
    byte[][] events = new byte[batch.size()][];
    for (int i = 0; i < events.length; i++) {
      events[i] = batch.get(i).event();
    }
    SqlArrays.bytes(connection, statement, 3, events);
  }

  private static void bindKeys(
      Connection connection, PreparedStatement statement, List<Append> batch) throws SQLException {
    String[] objects = new String[batch.size()];
    long[] sequences = new long[batch.size()];
    for (int i = 0; i < sequences.length; i++) {
      objects[i] = batch.get(i).object();
      sequences[i] = batch.get(i).sequence();
    }
    SqlArrays.texts(connection, statement, 1, objects);
    SqlArrays.numbers(connection, statement, 2, sequences);
  }

  private static void bindRows(
      Connection connection, PreparedStatement statement, List<Append> batch, int count)
      throws SQLException {
    String[] objects = new String[count];
    String[] logs = new String[count];
    long[][] numbers = new long[4][count];
    byte[][] bodies = new byte[count][];
    int i = 0;
    for (Append append : batch) {
      for (LogRow row : append.rows()) {
        objects[i] = append.object();
        numbers[0][i] = append.sequence();
        logs[i] = row.log();
        numbers[1][i] = row.life();
        numbers[2][i] = row.number();
        numbers[3][i] = nanos(row.at());
        bodies[i] = row.body();
        i++;
      }
    }
    SqlArrays.texts(connection, statement, 4, objects);
    SqlArrays.numbers(connection, statement, 5, numbers[0]);
    SqlArrays.texts(connection, statement, 6, logs);
    SqlArrays.numbers(connection, statement, 7, numbers[1]);
    SqlArrays.numbers(connection, statement, 8, numbers[2]);
    SqlArrays.numbers(connection, statement, 9, numbers[3]);
    SqlArrays.bytes(connection, statement, 10, bodies);
  }

  /** Nanoseconds since 1970; throws {@link ArithmeticException} outside the years 1677 to 2262. */
  static long nanos(Instant at) {
    return Math.addExact(
        Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), (long) at.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}

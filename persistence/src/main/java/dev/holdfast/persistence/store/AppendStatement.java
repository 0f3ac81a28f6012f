package dev.holdfast.persistence.store;

import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.spi.NodeLease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  private static final Map<Shape, String> BY_SHAPE =
      Shape.ALL.stream().collect(Collectors.toUnmodifiableMap(shape -> shape, Shape::sql));

  static final String EVENTS_WITH_ROWS = sql(new Shape(true, WakeRows.Kind.NONE, false));
  static final String EVENTS_ARMING = sql(new Shape(false, WakeRows.Kind.ARMING, false));

  private static final int EVENT_PARAMETERS = 3;
  private static final int ROW_PARAMETERS = 7;

  private AppendStatement() {}

  /** What goes with the events. */
  private record Shape(boolean rows, WakeRows.Kind wakes, boolean letters) {
    private static final List<Shape> ALL =
        Stream.of(WakeRows.Kind.values())
            .flatMap(wakes ->
                Stream.of(
                    new Shape(false, wakes, false),
                    new Shape(true, wakes, false),
                    new Shape(false, wakes, true),
                    new Shape(true, wakes, true)))
            .toList();

    static Shape of(List<Append> batch) {
      return new Shape(
          batch.stream().anyMatch(append -> !append.rows().isEmpty()),
          WakeRows.kind(batch),
          LetterRows.count(batch) > 0);
    }

    boolean isPlain() {
      return !rows && wakes == WakeRows.Kind.NONE && !letters;
    }

    /** Whether it removes rows, which a plan kept from another day may look for in all of them. */
    boolean removes() {
      return wakes == WakeRows.Kind.ANY || letters;
    }

    private String sql() {
      return isPlain()
          ? EVENTS
          : "WITH written AS ("
              + EVENTS
              + ")"
              + (rows ? ROWS : "")
              + wakes.parts
              + (letters ? LetterRows.PARTS : "")
              + "SELECT object, sequence FROM written";
    }
  }

  private static String sql(Shape shape) {
    return Objects.requireNonNull(BY_SHAPE.get(shape));
  }

  /**
   * Writes the batch, whose keys differ, and returns the keys that were fenced.
   *
   * @throws LapsedException when there is no lease; nothing was written
   */
  static Set<Append.Key> write(Connection connection, List<Append> batch, NodeLease lease)
      throws SQLException, LapsedException {
    Shape shape = Shape.of(batch);
    if (shape.isPlain()) {
      Optional<Set<Append.Key>> fenced = writeUnlessTaken(connection, batch, lease);
      if (fenced.isPresent()) {
        return fenced.get();
      }
    }
    return writeAround(connection, batch, shape, lease);
  }

  /**
   * As late as can be: what was built before took its time, and the thread may have been paused.
   */
  private static void requireValid(NodeLease lease) throws LapsedException {
    if (!lease.isValid()) {
      throw new LapsedException();
    }
  }

  /** The keys fenced by later events; empty, with nothing written, when a sequence is taken. */
  private static Optional<Set<Append.Key>> writeUnlessTaken(
      Connection connection, List<Append> batch, NodeLease lease)
      throws SQLException, LapsedException {
    try (PreparedStatement statement = connection.prepareStatement(EVENTS_UNLESS_TAKEN)) {
      bindEvents(connection, statement, batch);
      requireValid(lease);
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
      Connection connection, List<Append> batch, Shape shape, NodeLease lease)
      throws SQLException, LapsedException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            sql(shape), ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
      bindEvents(connection, statement, batch);
      int next = 1 + EVENT_PARAMETERS;
      if (shape.rows()) {
        bindRows(connection, statement, batch);
        next += ROW_PARAMETERS;
      }
      if (shape.wakes() != WakeRows.Kind.NONE) {
        WakeRows.bind(connection, statement, next, batch);
        next += WakeRows.PARAMETERS;
      }
      if (shape.letters()) {
        LetterRows.bind(connection, statement, next, batch);
      }
      if (shape.removes()) {
        WakeRows.planEachTime(statement);
      }
      requireValid(lease);
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
      Connection connection, PreparedStatement statement, List<Append> batch) throws SQLException {
    int count = batch.stream().mapToInt(append -> append.rows().size()).sum();
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

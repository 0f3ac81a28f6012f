package dev.holdfast.persistence.store;

import dev.holdfast.runtime.spi.WakeIndex;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.postgresql.PGStatement;

/** How the rows of the wake index are written with the events that change them. */
final class WakeRows {
  /** Stands for: wants not to be woken. */
  private static final long NEVER = Long.MAX_VALUE;

  private static final long MICROS = 1_000_000;

  /**
   * Part of a statement that begins with the events that it wrote, as {@code written}. Five array
   * parameters: object, alarm, sequence, slice, due.
   */
  private static final String WANTED =
      """
      , wanted AS (
        SELECT k.object, k.alarm, k.sequence, k.slice, k.due
        FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
          AS k (object, alarm, sequence, slice, due)
        JOIN written w ON w.object = k.object COLLATE "C" AND w.sequence = k.sequence
      )
      """;

  private static final String ARMED =
      """
      , armed AS (
        INSERT INTO wakes (object, slice, due, sequence, alarm)
        SELECT object, slice, due, sequence, alarm FROM wanted WHERE due <> %d
        ON CONFLICT (object) DO UPDATE
          SET due = excluded.due, sequence = excluded.sequence, alarm = excluded.alarm
          WHERE wakes.sequence < excluded.sequence
      )
      """
          .formatted(NEVER);

  private static final String DISARMED =
      """
      , disarmed AS (
        DELETE FROM wakes USING wanted
        WHERE wanted.due = %d AND wakes.object = wanted.object COLLATE "C"
          AND wakes.sequence < wanted.sequence
      )
      """
          .formatted(NEVER);

  static final int PARAMETERS = 5;

  /** What a batch does to the index, and the parts of its statement for that. */
  enum Kind {
    NONE(""),
    /** No row is removed: the statement looks rows up by their key alone, whatever its plan. */
    ARMING(WANTED + ARMED),
    ANY(WANTED + ARMED + DISARMED);

    final String parts;

    Kind(String parts) {
      this.parts = parts;
    }
  }

  private WakeRows() {}

  private static int count(List<Append> batch) {
    return (int) batch.stream().filter(append -> append.wake().isPresent()).count();
  }

  static Kind kind(List<Append> batch) {
    Kind kind = Kind.NONE;
    for (Append append : batch) {
      if (append.wake().isPresent()) {
        if (append.wake().get().at().isEmpty()) {
          return Kind.ANY;
        }
        kind = Kind.ARMING;
      }
    }
    return kind;
  }

  /** Binds the parameters, the first at {@code from}. */
  static void bind(Connection connection, PreparedStatement statement, int from, List<Append> batch)
      throws SQLException {
    int count = count(batch);
    String[] objects = new String[count];
    String[] alarms = new String[count];
    long[][] numbers = new long[3][count];
    int i = 0;
    for (Append append : batch) {
      if (append.wake().isPresent()) {
        objects[i] = append.object();
        alarms[i] = append.wake().get().alarm();
        numbers[0][i] = append.sequence();
        numbers[1][i] = WakeIndex.sliceOf(append.object());
        numbers[2][i] = append.wake().get().at().map(WakeRows::micros).orElse(NEVER);
        i++;
      }
    }
    SqlArrays.texts(connection, statement, from, objects);
    SqlArrays.texts(connection, statement, from + 1, alarms);
    for (int column = 0; column < numbers.length; column++) {
      SqlArrays.numbers(connection, statement, from + 2 + column, numbers[column]);
    }
  }

  /**
   * Has the database plan the statement each time. The table of wakes is empty now and large a
   * second later, and a plan kept from when it was empty reads all of it for each batch (measured:
   * 1,300 rows/s instead of 15,000).
   */
  static void planEachTime(PreparedStatement statement) throws SQLException {
    statement.unwrap(PGStatement.class).setPrepareThreshold(0);
  }

  /** Microseconds since 1970, rounded up. The years 0 to 9999 fit. */
  static long micros(Instant at) {
    long whole = Math.multiplyExact(at.getEpochSecond(), MICROS);
    return whole + Math.ceilDiv(at.getNano(), 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
  }
}

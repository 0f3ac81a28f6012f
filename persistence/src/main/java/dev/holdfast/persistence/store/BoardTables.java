package dev.holdfast.persistence.store;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.AlarmBoard.Pending;
import dev.holdfast.runtime.spi.AlarmBoard.Place;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.WakeIndex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads what operators are shown, from the wake index and the dead letters' table. */
final class BoardTables {
  // The index is in order of time within a slice: the first of each, and of these the first. With
  // a million rows that is a thousand short looks instead of a sort of the million.
  private static final String PENDING =
      """
      SELECT w.object, w.alarm, w.due
      FROM generate_series(0, %d) AS s (slice)
      CROSS JOIN LATERAL (
        SELECT object, alarm, due FROM wakes
        WHERE slice = s.slice AND due >= ? AND due < ? AND (due, object) > (?, ?::text COLLATE "C")
          AND (?::text = '' OR split_part(object, '/', 1) = ?)
        ORDER BY due, object LIMIT ?) AS w
      ORDER BY w.due, w.object LIMIT ?
      """
          .formatted(WakeIndex.SLICES - 1);

  private static final String LETTERS =
      """
      SELECT id, object, kind, subject, due, at, attempts, error FROM dead_letters
      WHERE id > ? AND (?::text = '' OR kind = ?)
        AND (?::text = '' OR split_part(object, '/', 1) = ?)
      ORDER BY id LIMIT ?
      """;

  private final DataSource source;

  BoardTables(DataSource source) {
    this.source = source;
  }

  List<Pending> pending(
      Optional<String> type, Optional<Instant> before, Optional<Place> after, int limit)
      throws SQLException {
    long from = after.map(place -> WakeRows.micros(place.due())).orElse(Long.MIN_VALUE);
    return Query.rows(
        source,
        PENDING,
        statement -> {
          statement.setLong(1, from);
          statement.setLong(2, before.map(WakeRows::micros).orElse(Long.MAX_VALUE));
          statement.setLong(3, from);
          statement.setString(4, after.map(Place::object).orElse(""));
          statement.setString(5, type.orElse(""));
          statement.setString(6, type.orElse(""));
          statement.setInt(7, limit);
          statement.setInt(8, limit);
        },
        BoardTables::pending);
  }

  List<DeadLetter> deadLetters(
      Optional<String> kind, Optional<String> type, String after, int limit) throws SQLException {
    return Query.rows(
        source,
        LETTERS,
        statement -> {
          statement.setString(1, after);
          statement.setString(2, kind.orElse(""));
          statement.setString(3, kind.orElse(""));
          statement.setString(4, type.orElse(""));
          statement.setString(5, type.orElse(""));
          statement.setInt(6, limit);
        },
        BoardTables::letter);
  }

  private static Optional<Pending> pending(ResultSet row) throws SQLException {
    Optional<ObjectId> object = StoredIds.read(row.getString(1));
    return object.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Pending(object.get(), row.getString(2), WakeRows.instant(row.getLong(3))));
  }

  private static Optional<DeadLetter> letter(ResultSet row) throws SQLException {
    Optional<ObjectId> object = StoredIds.read(row.getString(2));
    return object.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new DeadLetter(
                row.getString(1),
                object.get(),
                row.getString(3),
                row.getString(4),
                WakeRows.instant(row.getLong(5)),
                WakeRows.instant(row.getLong(6)),
                Math.toIntExact(row.getLong(7)),
                row.getString(8)));
  }
}

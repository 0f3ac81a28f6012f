package dev.holdfast.persistence.store;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WakeIndex.Due;
import dev.holdfast.runtime.spi.WakeIndex.Slices;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Reads the wake index, and mends a row of it. */
final class WakeTable {
  // The index finds what is due in each slice; the database sorts that before it takes the first.
  static final String DUE =
      """
      SELECT object, due FROM wakes
      WHERE slice >= ? AND slice < ? AND due <= ?
        AND split_part(object, '/', 1) = ANY(?::text[])
      ORDER BY due LIMIT ?
      """;

  private static final String DISARM = "DELETE FROM wakes WHERE object = ? AND sequence <= ?";

  private static final String ARM =
      """
      INSERT INTO wakes (object, slice, due, sequence, alarm) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (object) DO UPDATE
        SET due = excluded.due, sequence = excluded.sequence, alarm = excluded.alarm
        WHERE wakes.sequence <= excluded.sequence
      """;

  private final DataSource source;

  WakeTable(DataSource source) {
    this.source = source;
  }

  List<Due> due(Slices slices, Set<String> types, Instant upTo, int limit) throws SQLException {
    return Retry.run(source, connection -> due(connection, slices, types, upTo, limit));
  }

  private static List<Due> due(
      Connection connection, Slices slices, Set<String> types, Instant upTo, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DUE)) {
      WakeRows.planEachTime(statement);
      statement.setInt(1, slices.from());
      statement.setInt(2, slices.to());
      statement.setLong(3, WakeRows.micros(upTo));
      SqlArrays.texts(connection, statement, 4, types.toArray(String[]::new));
      statement.setInt(5, limit);
      try (ResultSet rows = statement.executeQuery()) {
        List<Due> due = new ArrayList<>();
        while (rows.next()) {
          Optional<ObjectId> object = StoredIds.read(rows.getString(1));
          if (object.isPresent()) {
            due.add(new Due(object.get(), WakeRows.instant(rows.getLong(2))));
          }
        }
        return due;
      }
    }
  }

  void correct(ObjectId object, long sequence, Optional<Instant> at, String alarm)
      throws SQLException {
    Retry.run(
        source,
        connection -> {
          correct(connection, object.toString(), sequence, at, alarm);
          return true;
        });
  }

  private static void correct(
      Connection connection, String object, long sequence, Optional<Instant> at, String alarm)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(at.isEmpty() ? DISARM : ARM)) {
      WakeRows.planEachTime(statement);
      statement.setString(1, object);
      if (at.isEmpty()) {
        statement.setLong(2, sequence);
      } else {
        statement.setObject(2, WakeIndex.sliceOf(object), Types.SMALLINT);
        statement.setLong(3, WakeRows.micros(at.get()));
        statement.setLong(4, sequence);
        statement.setString(5, alarm);
      }
      int _ = statement.executeUpdate();
    }
  }
}

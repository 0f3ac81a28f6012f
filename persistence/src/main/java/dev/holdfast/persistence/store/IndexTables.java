package dev.holdfast.persistence.store;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.IndexRows.Rows;
import dev.holdfast.runtime.spi.IndexRows.Wake;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Reads what the indexes hold, object by object, and mends the rows of dead letters. */
final class IndexTables {
  // An object's newest event is never removed, so the journal knows them all. One short look for
  // each: DISTINCT would read every event.
  private static final String OBJECTS =
      """
      WITH RECURSIVE known (object, number) AS (
        (SELECT object, 1 FROM journal WHERE object > ? ORDER BY object LIMIT 1)
        UNION ALL
        SELECT (
            SELECT j.object FROM journal j
            WHERE j.object > known.object ORDER BY j.object LIMIT 1),
          number + 1
        FROM known WHERE known.object IS NOT NULL AND number < ?)
      SELECT object FROM known WHERE object IS NOT NULL
      """;

  private static final String WAKE = "SELECT due, sequence FROM wakes WHERE object = ?";
  private static final String LETTERS = "SELECT id FROM dead_letters WHERE object = ?";
  private static final String ADD =
      """
      INSERT INTO dead_letters (id, object, kind, subject, due, at, attempts, error)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;
  private static final String REMOVE =
      "DELETE FROM dead_letters WHERE object = ? AND id = ANY(?::text[])";

  private final DataSource source;

  IndexTables(DataSource source) {
    this.source = source;
  }

  List<ObjectId> objects(String after, int limit) throws SQLException {
    return Query.rows(
        source,
        OBJECTS,
        statement -> {
          statement.setString(1, after);
          statement.setInt(2, limit);
        },
        row -> StoredIds.read(row.getString(1)));
  }

  Rows rows(ObjectId object) throws SQLException {
    List<Wake> wake =
        Query.rows(
            source,
            WAKE,
            statement -> statement.setString(1, object.toString()),
            row -> Optional.of(new Wake(WakeRows.instant(row.getLong(1)), row.getLong(2))));
    List<String> letters =
        Query.rows(
            source,
            LETTERS,
            statement -> statement.setString(1, object.toString()),
            row -> Optional.of(row.getString(1)));
    return new Rows(wake.stream().findFirst(), new HashSet<>(letters));
  }

  void mend(ObjectId object, List<DeadLetter> missing, Set<String> surplus) throws SQLException {
    Retry.run(
        source,
        connection -> {
          add(connection, missing);
          remove(connection, object, surplus);
          return true;
        });
  }

  private static void add(Connection connection, List<DeadLetter> missing) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      for (DeadLetter letter : missing) {
        statement.setString(1, letter.id());
        statement.setString(2, letter.object().toString());
        statement.setString(3, letter.kind());
        statement.setString(4, LetterRows.storable(letter.subject()));
        statement.setLong(5, WakeRows.micros(letter.due()));
        statement.setLong(6, WakeRows.micros(letter.at()));
        statement.setLong(7, letter.attempts());
        statement.setString(8, LetterRows.storable(letter.error()));
        int _ = statement.executeUpdate();
      }
    }
  }

  private static void remove(Connection connection, ObjectId object, Set<String> surplus)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
      statement.setString(1, object.toString());
      SqlArrays.texts(connection, statement, 2, surplus.toArray(String[]::new));
      int _ = statement.executeUpdate();
    }
  }
}

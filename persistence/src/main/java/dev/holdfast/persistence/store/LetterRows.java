package dev.holdfast.persistence.store;

import dev.holdfast.runtime.host.stored.Change;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the rows of dead letters are written with the events that add or remove them. */
final class LetterRows {
  /** Stands in a text for what PostgreSQL cannot store in one. */
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * Parts of a statement that begins with the events that it wrote, as {@code written}. Nine array
   * parameters; a letter without a kind is one to remove.
   */
  static final String PARTS =
      """
      , letters AS (
        SELECT l.* FROM unnest(
            ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
          AS l (object, id, kind, subject, error, sequence, due, at, attempts)
        JOIN written w ON w.object = l.object COLLATE "C" AND w.sequence = l.sequence
      ), parked AS (
        INSERT INTO dead_letters (id, object, kind, subject, due, at, attempts, error)
        SELECT id, object, kind, subject, due, at, attempts, error FROM letters WHERE kind <> ''
        ON CONFLICT DO NOTHING
      ), released AS (
        DELETE FROM dead_letters USING letters
        WHERE letters.kind = '' AND dead_letters.id = letters.id COLLATE "C"
          AND dead_letters.object = letters.object COLLATE "C"
      )
      """;

  private static final int TEXTS = 5;
  private static final int NUMBERS = 4;

  private LetterRows() {}

  /** What an event changes of them, the last word on each letter. */
  static List<Change> of(List<Change> changes) {
    Map<String, Change> byId = null;
    for (Change change : changes) {
      String id =
          switch (change) {
            case Change.DeadLetterAdded added -> added.id();
            case Change.DeadLetterRemoved(String removed) -> removed;
            default -> "";
          };
      if (!id.isEmpty()) {
        byId = byId == null ? new LinkedHashMap<>() : byId;
        byId.put(id, change);
      }
    }
    return byId == null ? List.of() : List.copyOf(byId.values());
  }

  static int count(List<Append> batch) {
    return batch.stream().mapToInt(append -> append.letters().size()).sum();
  }

  /** Binds the parameters, the first at {@code from}. */
  static void bind(Connection connection, PreparedStatement statement, int from, List<Append> batch)
      throws SQLException {
    List<String[]> texts = new ArrayList<>();
    List<long[]> numbers = new ArrayList<>();
    for (Append append : batch) {
      for (Change change : append.letters()) {
        texts.add(texts(append.object(), change));
        numbers.add(numbers(append.sequence(), change));
      }
    }
    for (int column = 0; column < TEXTS; column++) {
      int of = column;
      String[] values = texts.stream().map(row -> row[of]).toArray(String[]::new);
      SqlArrays.texts(connection, statement, from + column, values);
    }
    for (int column = 0; column < NUMBERS; column++) {
      int of = column;
      long[] values = numbers.stream().mapToLong(row -> row[of]).toArray();
      SqlArrays.numbers(connection, statement, from + TEXTS + column, values);
    }
  }

  private static String[] texts(String object, Change change) {
    return switch (change) {
      case Change.DeadLetterAdded added ->
          new String[] {
            object, added.id(), added.kind(), storable(added.subject()), storable(added.error())
          };
      case Change.DeadLetterRemoved(String id) -> new String[] {object, id, "", "", ""};
      default -> throw new IllegalArgumentException("no change of dead letters: " + change);
    };
  }

  private static long[] numbers(long sequence, Change change) {
    return change instanceof Change.DeadLetterAdded added
        ? new long[] {
          sequence, WakeRows.micros(added.due()), WakeRows.micros(added.at()), added.attempts()
        }
        : new long[] {sequence, 0, 0, 0};
  }

  /** An error's text may hold anything; the commit must not fail for it. */
  static String storable(String text) {
    return text.replace('\0', REPLACEMENT);
  }
}

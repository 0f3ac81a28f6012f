package dev.holdfast.persistence.history;

import dev.holdfast.persistence.codec.CommitCodec;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statements of the clean-up. Each is a transaction of its own and bounded by a row count. */
final class CleanupSql {
  /** One number for all nodes on a database: ASCII "HFclean". */
  private static final long LOCK = 0x4846636c65616eL;

  private static final String TYPES =
      """
      WITH RECURSIVE t AS (
        (SELECT split_part(object, '/', 1) AS type FROM snapshots
         WHERE NOT cleaned ORDER BY 1 LIMIT 1)
        UNION ALL
        SELECT (SELECT split_part(s.object, '/', 1) FROM snapshots s
                WHERE NOT s.cleaned AND split_part(s.object, '/', 1) > t.type
                ORDER BY 1 LIMIT 1)
        FROM t WHERE t.type IS NOT NULL)
      SELECT type FROM t WHERE type IS NOT NULL
      """;
  private static final String BASES =
      """
      SELECT object, sequence FROM snapshots
      WHERE NOT cleaned AND split_part(object, '/', 1) = ?
        AND written_at <= clock_timestamp() - make_interval(secs => ?)
        AND NOT (object || ' ' || sequence = ANY (?))
      ORDER BY written_at LIMIT ?
      """;
  private static final String STATE =
      "SELECT state FROM snapshots WHERE object = ? AND sequence = ?";
  // The newest row stays whatever its age: a very late writer runs into it.
  private static final String EVENTS =
      """
      DELETE FROM journal WHERE object = ? AND sequence = ANY (ARRAY(
        SELECT sequence FROM journal
        WHERE object = ? AND sequence <= ?
          AND sequence < (SELECT max(sequence) FROM journal WHERE object = ?)
        ORDER BY sequence LIMIT ?))
      """;
  private static final String SNAPSHOTS =
      """
      DELETE FROM snapshots WHERE object = ? AND sequence = ANY (ARRAY(
        SELECT sequence FROM snapshots WHERE object = ? AND sequence < ?
        ORDER BY sequence LIMIT ?))
      """;
  private static final String EARLIER_LIVES =
      """
      DELETE FROM log_entries WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM log_entries WHERE object = ? AND life < ? LIMIT ?))
      """;
  private static final String BELOW_HEAD =
      """
      DELETE FROM log_entries WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM log_entries
        WHERE object = ? AND log = ? AND life = ? AND number < ? LIMIT ?))
      """;
  private static final String CLEANED =
      "UPDATE snapshots SET cleaned = TRUE WHERE object = ? AND sequence = ?";

  private final Connection connection;

  CleanupSql(Connection connection) {
    this.connection = connection;
  }

  boolean tryLock() throws SQLException {
    return lockCall("SELECT pg_try_advisory_lock(?)");
  }

  void unlock() throws SQLException {
    lockCall("SELECT pg_advisory_unlock(?)");
  }

  private boolean lockCall(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, LOCK);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getBoolean(1);
      }
    }
  }

  /**
   * The types that have snapshots to look at, by skipping through the index from one to the next.
   */
  List<String> types() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TYPES);
        ResultSet rows = statement.executeQuery()) {
      List<String> types = new ArrayList<>();
      while (rows.next()) {
        types.add(rows.getString(1));
      }
      return types;
    }
  }

  List<Base> bases(String type, Duration history, List<Base> except, int limit)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BASES)) {
      statement.setString(1, type);
      statement.setDouble(2, history.toMillis() / 1000.0);
      String[] keys =
          except.stream().map(b -> b.object() + ' ' + b.sequence()).toArray(String[]::new);
      statement.setArray(3, connection.createArrayOf("text", keys));
      statement.setInt(4, limit);
      try (ResultSet rows = statement.executeQuery()) {
        List<Base> bases = new ArrayList<>();
        while (rows.next()) {
          bases.add(new Base(rows.getString(1), rows.getLong(2)));
        }
        return bases;
      }
    }
  }

  /**
   * Empty when it is gone meanwhile. Throws {@link
   * dev.holdfast.runtime.host.stored.UnreadableException} for bytes that make no sense.
   */
  Optional<ObjectSnapshot> snapshot(Base base) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STATE)) {
      statement.setString(1, base.object());
      statement.setLong(2, base.sequence());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        ObjectId object = ObjectId.parse(base.object());
        return Optional.of(CommitCodec.decodeSnapshot(object, base.sequence(), rows.getBytes(1)));
      }
    }
  }

  int deleteEvents(Base base, int limit) throws SQLException {
    return update(EVENTS, base.object(), base.object(), base.sequence(), base.object(), limit);
  }

  int deleteSnapshots(Base base, int limit) throws SQLException {
    return update(SNAPSHOTS, base.object(), base.object(), base.sequence(), limit);
  }

  int deleteEarlierLives(Base base, long life, int limit) throws SQLException {
    return update(EARLIER_LIVES, base.object(), life, limit);
  }

  int deleteBelow(Base base, String log, long life, long head, int limit) throws SQLException {
    return update(BELOW_HEAD, base.object(), log, life, head, limit);
  }

  void markCleaned(Base base) throws SQLException {
    update(CLEANED, base.object(), base.sequence());
  }

  private int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }
}

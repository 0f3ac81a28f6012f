package dev.holdfast.persistence.store;

import dev.holdfast.persistence.codec.CommitCodec;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Keeps snapshots. Older ones stay: they are the base of the history until clean-up. */
final class SnapshotWriter {
  private static final String SQL =
      """
      INSERT INTO snapshots (object, sequence, state) VALUES (?, ?, ?)
      ON CONFLICT (object, sequence) DO UPDATE
      SET state = excluded.state, written_at = clock_timestamp(), cleaned = FALSE
      """;

  private final DataSource source;

  SnapshotWriter(DataSource source) {
    this.source = source;
  }

  void write(ObjectSnapshot snapshot) throws SQLException {
    byte[] state = CommitCodec.encode(snapshot);
    // Written twice it is the same, so a lost connection is no reason to lose it.
    Retry.run(source, connection -> write(connection, snapshot, state));
  }

  private static int write(Connection connection, ObjectSnapshot snapshot, byte[] state)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      statement.setString(1, snapshot.object().toString());
      statement.setLong(2, snapshot.sequence());
      statement.setBytes(3, state);
      return statement.executeUpdate();
    }
  }
}

package dev.holdfast.persistence.store;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * Reads objects: the newest snapshot and the events after it, for all that wait, in one statement
 * and so of one moment.
 */
final class ObjectReader {
  /** An object to be read. */
  record Load(ObjectId object, CompletableFuture<StoredObject> done) {}

  // LIMIT and ORDER BY in the subqueries keep them what they are, index look-ups an object: plain
  // joins become scans of whole tables while the statistics are old.
  static final String SQL =
      """
      WITH asked AS MATERIALIZED (
        SELECT a.object COLLATE "C" AS object, a.place, s.sequence
        FROM unnest(?::text[]) WITH ORDINALITY AS a (object, place)
        LEFT JOIN LATERAL (
          SELECT sequence FROM snapshots
          WHERE object = a.object COLLATE "C" ORDER BY sequence DESC LIMIT 1) s ON TRUE)
      SELECT a.place, TRUE, s.sequence, s.state
      FROM asked a CROSS JOIN LATERAL (
        SELECT sequence, state FROM snapshots
        WHERE object = a.object AND sequence = a.sequence LIMIT 1) s
      UNION ALL
      SELECT a.place, FALSE, j.sequence, j.event
      FROM asked a CROSS JOIN LATERAL (
        SELECT sequence, event FROM journal
        WHERE object = a.object AND sequence > coalesce(a.sequence, 0)
        ORDER BY sequence) j
      """;

  private final DataSource source;

  ObjectReader(DataSource source) {
    this.source = source;
  }

  void read(List<Load> batch) {
    try {
      Retry.run(source, connection -> attempt(connection, batch));
    } catch (SQLException | RuntimeException | Error e) {
      failAll(batch, e);
    }
  }

  private static boolean attempt(Connection connection, List<Load> batch) throws SQLException {
    try {
      settle(batch, rows(connection, batch));
    } catch (SQLException e) {
      if (batch.size() == 1 || Fault.connectionLost(e)) {
        throw e;
      }
      // A damaged page of one object must not keep the others from waking.
      int middle = batch.size() / 2;
      for (List<Load> half :
          List.of(batch.subList(0, middle), batch.subList(middle, batch.size()))) {
        attemptHalf(connection, half);
      }
    }
    return true;
  }

  private static void attemptHalf(Connection connection, List<Load> half) throws SQLException {
    try {
      attempt(connection, half);
    } catch (SQLException e) {
      if (Fault.connectionLost(e)) {
        throw e;
      }
      failAll(half, e);
    }
  }

  private static List<ObjectRows> rows(Connection connection, List<Load> batch)
      throws SQLException {
    List<ObjectRows> all = new ArrayList<>(batch.size());
    String[] ids = new String[batch.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = batch.get(i).object().toString();
      all.add(new ObjectRows(batch.get(i).object()));
    }
    try (PreparedStatement statement = connection.prepareStatement(SQL)) {
      SqlArrays.texts(connection, statement, 1, ids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ObjectRows object = all.get(rows.getInt(1) - 1);
          if (rows.getBoolean(2)) {
            object.addSnapshot(rows.getLong(3), rows.getBytes(4));
          } else {
            object.addEvent(rows.getLong(3), rows.getBytes(4));
          }
        }
      }
    }
    return all;
  }

  private static void settle(List<Load> batch, List<ObjectRows> rows) {
    for (int i = 0; i < batch.size(); i++) {
      CompletableFuture<StoredObject> done = batch.get(i).done();
      try {
        done.complete(rows.get(i).decode());
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    }
  }

  private static void failAll(List<Load> batch, Throwable e) {
    for (Load load : batch) {
      load.done()
          .completeExceptionally(
              new StoreUnavailableException(
                  "object %s could not be read: the database did not answer as it should. Try again."
                      .formatted(load.object()),
                  e));
    }
  }
}

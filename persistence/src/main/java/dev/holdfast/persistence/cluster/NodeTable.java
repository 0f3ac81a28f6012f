package dev.holdfast.persistence.cluster;

import dev.holdfast.persistence.DatabaseSettings;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A node's row among those of all nodes, and what it may do to theirs.
 *
 * <p>Every method is one statement that takes effect as a whole or not at all. One that fails
 * leaves open which, except where it only reads; the next begins with a new session.
 *
 * <p>Thread rule: one thread at a time; each method blocks, 3 s at most.
 */
public final class NodeTable implements AutoCloseable {
  /**
   * Rows of nodes removed before that go. Nobody waits that long for one, and a node that comes
   * back without a row is refused like a removed one.
   */
  private static final Duration REMOVED_KEPT = Duration.ofHours(1);

  private static final int ANY_COUNT = -1;
  private static final String UNIQUE_VIOLATION = "23505";

  private final String node;
  private final LongSupplier ticker;
  private final NodeSession session;

  /**
   * Connects with the first question. The schema must be up to date.
   *
   * @param ticker monotonic nanoseconds
   */
  public NodeTable(DatabaseSettings settings, String node, LongSupplier ticker) {
    this.node = node;
    this.ticker = ticker;
    // Not the node's own name, which its pool has: those sessions are ended when it is removed, and
    // this one is how it hears of that.
    this.session = new NodeSession(settings, node + " lease");
  }

  /** The address of this machine from which the database is reached. */
  public InetAddress localAddress() throws SQLException {
    return session.localAddress();
  }

  /** Makes this node's row, and removes what is left of nodes removed long ago. */
  public void register(ProcessMark process) throws SQLException {
    change(
        """
        WITH tidied AS (
          DELETE FROM nodes
          WHERE fenced AND removed_at < now() - make_interval(secs => %d)
          RETURNING node)
        INSERT INTO nodes (node, machine, pid, process_start) VALUES (?, ?, ?, ?)\
        """
            .formatted(REMOVED_KEPT.toSeconds()),
        node,
        process.machine(),
        process.pid(),
        process.start());
  }

  /** For a node whose database is its own, restarted by itself: no other can be there. */
  public void removeAllRows() throws SQLException {
    change("DELETE FROM nodes");
  }

  /**
   * Says where this node is reached. False where another's row has that address, of a node that
   * lives, or whose objects may not start elsewhere yet.
   */
  public boolean announce(String host, int port) throws SQLException {
    try {
      return change(
              """
              UPDATE nodes SET host = ?, port = ?
              WHERE node = ? AND NOT EXISTS (
                SELECT FROM nodes o
                WHERE o.node <> nodes.node AND o.host = ? AND o.port = ?
                  AND (o.state <> 'removed' OR NOT o.fenced))\
              """,
              host,
              port,
              node,
              host,
              port)
          == 1;
    } catch (SQLException e) {
      if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
        return false; // the other came first, at the same moment
      }
      throw e;
    }
  }

  /**
   * Renews the lease, unless this node was removed, and reads all rows; in the view its own row may
   * be one renewal behind.
   *
   * @param unreachable names of nodes that this one cannot reach
   */
  public NodeView renew(Collection<String> unreachable) throws SQLException {
    long sent = ticker.getAsLong();
    return session.ask(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
        statement.setArray(1, connection.createArrayOf("text", unreachable.toArray(String[]::new)));
        statement.setString(2, node);
        return view(statement, sent);
      }
    });
  }

  /** Reads all rows. */
  public NodeView read() throws SQLException {
    long sent = ticker.getAsLong();
    return session.ask(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(READ)) {
        return view(statement, sent);
      }
    });
  }

  /**
   * Renewals need not be on disk, for nobody's lease outlasts a crash of the database: who counts
   * loses its session by it and begins anew. So a slow disk costs no node its lease.
   */
  private static final String RENEW =
      """
      WITH quick AS (SELECT set_config('synchronous_commit', 'off', true) AS it),
      renewed AS (
        UPDATE nodes m SET renewals = m.renewals + 1, renewed_at = now(), unreachable = ?
        FROM quick WHERE quick.it = 'off' AND m.node = ? AND m.state <> 'removed'
        RETURNING m.node)
      SELECT %s, EXISTS (SELECT FROM renewed), c.generation FROM cluster c LEFT JOIN nodes n ON TRUE\
      """
          .formatted(NodeRow.COLUMNS);

  private static final String READ =
      "SELECT %s, FALSE, c.generation FROM cluster c LEFT JOIN nodes n ON TRUE"
          .formatted(NodeRow.COLUMNS);

  private static final int RENEWED = 15;
  private static final int GENERATION = 16;

  private NodeView view(PreparedStatement statement, long sent) throws SQLException {
    try (ResultSet found = statement.executeQuery()) {
      List<NodeRow> rows = new ArrayList<>();
      boolean renewed = false;
      long generation = 0;
      while (found.next()) {
        renewed = found.getBoolean(RENEWED);
        generation = found.getLong(GENERATION);
        if (found.getString(1) != null) {
          rows.add(NodeRow.of(found));
        }
      }
      return new NodeView(renewed, generation, rows, sent, ticker.getAsLong());
    }
  }

  /** Whether this node has a row and was not removed. */
  public boolean isHere() throws SQLException {
    return is("SELECT EXISTS (SELECT FROM nodes WHERE node = ? AND state <> 'removed')", node);
  }

  /** Forms a cluster of this node, unless there is one, or one that may still be speaking. */
  public boolean form() throws SQLException {
    return is("SELECT holdfast_form(?) > 0", node);
  }

  /** Makes this node a member of that cluster, unless it is not the one that stands. */
  public boolean join(long generation) throws SQLException {
    return is("SELECT holdfast_join(?, ?)", node, generation);
  }

  /**
   * Removes a node whose lease has ended. False where it renewed after {@code seen}, or was removed
   * before, or this one was.
   */
  public boolean removeEnded(NodeRow seen, String because) throws SQLException {
    return is("SELECT holdfast_remove(?, ?, ?, ?)", node, seen.node(), seen.renewals(), because);
  }

  /** Removes a node whatever it renews. False where it, or this one, was removed before. */
  public boolean remove(String other, String because) throws SQLException {
    return is("SELECT holdfast_remove(?, ?, ?, ?)", node, other, ANY_COUNT, because);
  }

  /**
   * Tells all sessions of that node's pool to end, for which being the same database user is
   * enough. True where there is none any more; else ask again in a moment.
   */
  public boolean endSessions(String other) throws SQLException {
    return is(
        """
        SELECT count(pg_terminate_backend(pid)) = 0 FROM pg_stat_activity
        WHERE application_name = ? AND pid <> pg_backend_pid()\
        """,
        other);
  }

  /** Notes that the lease of a removed node is over and its sessions have ended. */
  public void fence(String other) throws SQLException {
    change("UPDATE nodes SET fenced = TRUE WHERE node = ? AND state = 'removed'", other);
  }

  /** Says that this node, which was removed, speaks no more. */
  public void release() throws SQLException {
    change("UPDATE nodes SET released = TRUE WHERE node = ? AND state = 'removed'", node);
  }

  /** Takes this node's row away: it has ended well, and its sessions too. */
  public void leave() throws SQLException {
    change("DELETE FROM nodes WHERE node = ? AND state <> 'removed'", node);
  }

  private boolean is(String query, Object... parameters) throws SQLException {
    return session.ask(connection -> {
      try (PreparedStatement statement = prepared(connection, query, parameters);
          ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    });
  }

  private int change(String statement, Object... parameters) throws SQLException {
    return session.ask(connection -> {
      try (PreparedStatement one = prepared(connection, statement, parameters)) {
        return one.executeUpdate();
      }
    });
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Ends the session; this node's row stays as it is. */
  @Override
  public void close() {
    session.close();
  }
}

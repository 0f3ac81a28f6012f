package dev.holdfast.persistence.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * The table of those who certify nodes to one another. Nodes that find that another authority is
 * needed make one in all: they take turns on a lock, and look again when it is theirs.
 *
 * <p>Thread rule: any thread; every method blocks on the database.
 */
public final class ClusterAuthorities {
  /** One number for all nodes on a database: ASCII "HFauth". */
  private static final long LOCK = 0x484661757468L;

  private static final String LIVING =
      """
      SELECT certificate, private_key, issues_from, ends_at, replaced
      FROM cluster_authorities WHERE ends_at > ? ORDER BY issues_from, id\
      """;

  private static final String ADD =
      """
      INSERT INTO cluster_authorities (certificate, private_key, issues_from, ends_at)
      VALUES (?, ?, ?, ?)\
      """;

  private static final String FORGET = "DELETE FROM cluster_authorities WHERE ends_at <= ?";

  private final DataSource source;

  public ClusterAuthorities(DataSource source) {
    this.source = source;
  }

  /** Those who have not ended. */
  public KnownAuthorities known() throws SQLException {
    try (Connection connection = source.getConnection()) {
      return read(connection);
    }
  }

  /**
   * Those who have not ended, one more among them if {@code lacking}; those who have are forgotten
   * then.
   *
   * @param lacking whether these do not do; asked under the lock, so that of many nodes one makes
   *     another
   * @param made the other one, by the database's time
   */
  public KnownAuthorities knownOrAdded(
      Predicate<KnownAuthorities> lacking, Function<Instant, ClusterAuthority> made)
      throws SQLException {
    KnownAuthorities known = known();
    if (!lacking.test(known)) {
      return known;
    }
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        awaitTurn(connection);
        KnownAuthorities then = read(connection);
        if (lacking.test(then)) {
          add(connection, then.now(), made.apply(then.now()));
          then = read(connection);
        }
        connection.commit();
        return then;
      } finally {
        // Nothing after a commit. The lock ends with the transaction either way.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static void awaitTurn(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
    }
  }

  private static KnownAuthorities read(Connection connection) throws SQLException {
    Instant now = now(connection);
    List<ClusterAuthority> all = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(LIVING)) {
      statement.setTimestamp(1, Timestamp.from(now));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.add(
              new ClusterAuthority(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getTimestamp(3).toInstant(),
                  rows.getTimestamp(4).toInstant(),
                  rows.getBoolean(5)));
        }
      }
    }
    return new KnownAuthorities(now, all);
  }

  private static Instant now(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT clock_timestamp()")) {
      rows.next();
      return rows.getTimestamp(1).toInstant();
    }
  }

  private static void add(Connection connection, Instant now, ClusterAuthority authority)
      throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement(FORGET);
        PreparedStatement add = connection.prepareStatement(ADD)) {
      forget.setTimestamp(1, Timestamp.from(now));
      forget.executeUpdate();
      add.setString(1, authority.certificate());
      add.setString(2, authority.privateKey());
      add.setTimestamp(3, Timestamp.from(authority.issuesFrom()));
      add.setTimestamp(4, Timestamp.from(authority.endsAt()));
      add.executeUpdate();
    }
  }
}

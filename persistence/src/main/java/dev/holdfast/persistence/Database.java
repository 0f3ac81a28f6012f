package dev.holdfast.persistence;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.persistence.DatabaseSettings.Durability;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * The one database of a node and its one pool of connections. Opening it checks that the server is
 * fit (version, durability), and brings the schema up to date.
 *
 * <p>Thread rule: any thread; every method may block on the network, none longer than the settings
 * allow.
 */
public final class Database implements AutoCloseable {
  /** The oldest server the SQL is tested to mean the same on. */
  private static final int SERVER_VERSION_MIN = 14;

  /** Round trips a clock measurement takes; the shortest tells most. */
  private static final int CLOCK_ROUNDS = 5;

  private final DatabaseSettings settings;
  private final HikariDataSource pool;

  private Database(DatabaseSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /** Throws {@link DatabaseUnfitException}, whose message is one line for the operator. */
  public static Database open(DatabaseSettings settings) {
    prepare(settings);
    return connect(settings);
  }

  /** The checks and the schema of {@link #open} alone: what must be before a node has its row. */
  public static void prepare(DatabaseSettings settings) {
    try {
      try (Connection connection = Connections.single(settings).getConnection()) {
        requireVersion(settings, connection);
        requireDurable(settings, connection);
      }
      Migrations.run(settings);
    } catch (SQLException e) {
      throw unfit(settings, e);
    }
  }

  /** The pool of {@link #open} alone, to a database that was prepared. Waits for nothing. */
  public static Database connect(DatabaseSettings settings) {
    return new Database(settings, Connections.pool(settings));
  }

  /** The pool, for those who run SQL of their own. Connections are in autocommit. */
  public DataSource dataSource() {
    return pool;
  }

  /**
   * A session outside of the pool, in autocommit. The caller closes it.
   *
   * @param name of the session at the server
   * @param connectMax whole seconds, and so are {@code answerMax}; at least one
   */
  public static Connection session(
      DatabaseSettings settings, String name, Duration connectMax, Duration answerMax)
      throws SQLException {
    return Connections.quick(settings, name, connectMax, answerMax).getConnection();
  }

  /** One line for the operator, of a failure to use that database. */
  public static DatabaseUnfitException unfit(DatabaseSettings settings, SQLException e) {
    return new DatabaseUnfitException("the database %s %s.".formatted(settings, reason(e)), e);
  }

  public DatabaseSettings settings() {
    return settings;
  }

  /**
   * Compares the database's clock with {@code clock}. Throws {@link SQLException} when the database
   * does not answer.
   */
  public ClockOffset measure(InstantSource clock) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      ClockOffset best = measureOnce(clock, statement);
      for (int i = 1; i < CLOCK_ROUNDS; i++) {
        ClockOffset next = measureOnce(clock, statement);
        best = next.uncertainty().compareTo(best.uncertainty()) < 0 ? next : best;
      }
      return best;
    }
  }

  private static ClockOffset measureOnce(InstantSource clock, Statement statement)
      throws SQLException {
    Instant wallBefore = clock.instant();
    long before = System.nanoTime();
    long micros;
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")) {
      rows.next();
      micros = rows.getLong(1);
    }
    // The database read its clock within the round trip: the middle of it is off by half at most.
    Duration half = Duration.ofNanos((System.nanoTime() - before) / 2);
    Instant database = Instant.EPOCH.plus(Duration.ofNanos(Math.multiplyExact(micros, 1000L)));
    return new ClockOffset(Duration.between(wallBefore.plus(half), database), half);
  }

  @Override
  public void close() {
    pool.close();
  }

  private static void requireVersion(DatabaseSettings settings, Connection connection)
      throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    if (version < SERVER_VERSION_MIN) {
      throw new DatabaseUnfitException(
          "%s is PostgreSQL %d, at least %d is needed. Upgrade the server."
              .formatted(settings.place(), version, SERVER_VERSION_MIN));
    }
  }

  private static void requireDurable(DatabaseSettings settings, Connection connection)
      throws SQLException {
    List<String> off = new ArrayList<>();
    settingsOf(connection).forEach((name, value) -> addIfOff(off, name, value));
    if (!off.isEmpty() && settings.durability() == Durability.REQUIRED) {
      throw new DatabaseUnfitException(
          "%s has %s off and may lose acknowledged commits. Set it on at the server, or allow it explicitly."
              .formatted(settings.place(), String.join(" and ", off)));
    }
  }

  private static void addIfOff(List<String> off, String name, String value) {
    if (value.equals("off")) {
      off.add(name);
    }
  }

  private static Map<String, String> settingsOf(Connection connection) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT name, setting FROM pg_settings
                WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')\
                """)) {
      while (rows.next()) {
        values.put(rows.getString(1), rows.getString(2));
      }
    }
    return values;
  }

  private static String reason(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return switch (state) {
      case "28P01", "28000" ->
          "refuses this user or password. Check both, and pg_hba.conf at the server";
      case "3D000" -> "does not exist on that server. Create it with CREATE DATABASE";
      case "42501" -> "does not let this user create tables. Grant it, or give another user";
      case "53300" -> "has no free connection. Raise its max_connections or use fewer nodes";
      default ->
          state.startsWith("08")
              ? "cannot be reached. Check host and port, and that the server runs"
              : "answered: " + firstLine(e);
    };
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("an error without text");
  }
}

package dev.holdfast.persistence;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema to the version this program knows. Nodes that start at once wait for one
 * another on an advisory lock.
 */
final class Migrations {
  /** The newest migration under {@code migration/}; a test compares. */
  static final int SCHEMA_VERSION = 5;

  private static final String LOCATION = "classpath:dev/holdfast/persistence/migration";
  private static final String HISTORY_TABLE = "holdfast_schema_history";

  /** One number for all nodes on a database: ASCII "HFmigr". */
  private static final long LOCK = 0x48466d696772L;

  private static final String UNDEFINED_TABLE = "42P01";

  private Migrations() {}

  /**
   * Migrates where needed. Throws {@link DatabaseUnfitException} for a database of a newer version.
   */
  static void run(DatabaseSettings settings) throws SQLException {
    PGSimpleDataSource source = Connections.single(settings);
    // Loading Flyway costs a third of a second of every start; one query tells whether it is
    // needed.
    if (current(source, settings)) {
      return;
    }
    try (Connection turn = source.getConnection()) {
      // Flyway's own lock covers its migrations, not that several nodes make its table at once.
      awaitTurn(turn);
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(source)
          .locations(LOCATION)
          .table(HISTORY_TABLE)
          // A database shared with something else is not empty; ours then begins at 0.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new DatabaseUnfitException(
          "the schema of %s could not be brought to version %d: %s"
              .formatted(settings.place(), SCHEMA_VERSION, oneLine(e)),
          e);
    }
  }

  /** The lock ends with its connection. */
  private static void awaitTurn(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
    }
  }

  private static boolean current(PGSimpleDataSource source, DatabaseSettings settings)
      throws SQLException {
    List<String> failed = new ArrayList<>();
    Optional<Integer> newest = newest(source, failed);
    if (newest.isPresent() && newest.get() > SCHEMA_VERSION) {
      throw new DatabaseUnfitException(
          "the database %s has schema version %d, this program knows versions up to %d. Run the newer program that made it."
              .formatted(settings.place(), newest.get(), SCHEMA_VERSION));
    }
    return failed.isEmpty() && newest.isPresent() && newest.get() == SCHEMA_VERSION;
  }

  private static Optional<Integer> newest(PGSimpleDataSource source, List<String> failed)
      throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT version, success FROM " + HISTORY_TABLE + " WHERE version IS NOT NULL")) {
      Optional<Integer> newest = Optional.empty();
      while (rows.next()) {
        int version = Integer.parseInt(rows.getString(1));
        if (!rows.getBoolean(2)) {
          failed.add(rows.getString(1));
        }
        newest = Optional.of(Math.max(version, newest.orElse(0)));
      }
      return newest;
    } catch (SQLException e) {
      if (UNDEFINED_TABLE.equals(e.getSQLState())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String oneLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.strip().replaceAll("\\s+", " ");
  }
}

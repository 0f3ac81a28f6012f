package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How many rows the database commits a second on one connection, in autocommit. */
public final class DatabaseSuite implements Suite {
  private static final String CONTENDER = "PostgreSQL";
  private static final List<Integer> BATCHES = List.of(1, 10, 100, 400);

  /** About what the event of an increment takes. */
  private static final byte[] EVENT = new byte[80];

  private long sequence;

  @Override
  public String name() {
    return "database";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    try (NodePostgres postgres = NodePostgres.start(Contenders.fresh(plan, "database"));
        Connection connection = connect(postgres.settings())) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            """
            CREATE TABLE bench_rows (
              object TEXT COLLATE "C" NOT NULL, sequence BIGINT NOT NULL, event BYTEA NOT NULL,
              PRIMARY KEY (object, sequence))\
            """);
      }
      Rounds rounds = new Rounds(name());
      for (int rows : BATCHES) {
        rounds.step(
            what(rows), CONTENDER, "rows/s", () -> Sample.of(rate(connection, rows, plan.time())));
      }
      rounds.run(plan, report);
    }
    for (int rows : BATCHES.subList(1, BATCHES.size())) {
      report.ratio(
          "database alone, " + what(rows),
          report.get(name(), what(rows), CONTENDER),
          report.get(name(), what(1), CONTENDER),
          Optional.empty());
    }
  }

  private static String what(int rows) {
    return "%d row%s a commit".formatted(rows, rows == 1 ? "" : "s");
  }

  private static Connection connect(DatabaseSettings settings) throws SQLException {
    return DriverManager.getConnection(
        settings.url(), settings.user().orElseThrow(), settings.password().orElseThrow());
  }

  private double rate(Connection connection, int rows, Duration time) throws SQLException {
    String sql =
        rows == 1
            ? "INSERT INTO bench_rows VALUES (?, ?, ?)"
            : "INSERT INTO bench_rows SELECT * FROM unnest(?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      long started = System.nanoTime();
      long written = 0;
      while (System.nanoTime() - started < time.toNanos()) {
        if (rows == 1) {
          one(insert);
        } else {
          many(connection, insert, rows);
        }
        written += rows;
      }
      return written / ((System.nanoTime() - started) / 1e9);
    }
  }

  private void one(PreparedStatement insert) throws SQLException {
    insert.setString(1, "counter/" + sequence % 10_000);
    insert.setLong(2, sequence++);
    insert.setBytes(3, EVENT);
    int _ = insert.executeUpdate();
  }

  private void many(Connection connection, PreparedStatement insert, int rows) throws SQLException {
    String[] objects = new String[rows];
    Long[] sequences = new Long[rows];
    byte[][] events = new byte[rows][];
    for (int i = 0; i < rows; i++) {
      objects[i] = "counter/" + sequence % 10_000;
      sequences[i] = sequence++;
    }
    Arrays.fill(events, EVENT);
    Array[] columns = {
      connection.createArrayOf("text", objects),
      connection.createArrayOf("int8", sequences),
      connection.createArrayOf("bytea", events)
    };
    for (int i = 0; i < columns.length; i++) {
      insert.setArray(i + 1, columns[i]);
    }
    int _ = insert.executeUpdate();
    for (Array column : columns) {
      column.free();
    }
  }
}

package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseUnfitException;
import dev.holdfast.persistence.node.NodePostgres;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.TellVitals;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does about its database beside storing objects: the clock, and the claim on it. */
class NodeDatabaseTest {
  private static final Duration OFFSET_MAX = Duration.ofSeconds(30);
  private static final Duration CHECK_EVERY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path data;

  private static NodePostgres postgres;

  @BeforeAll
  static void start() {
    postgres = NodePostgres.start(data);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void a_node_whose_clock_is_beyond_the_bound_from_the_databases_is_not_ready() {
    assertThat(unfit(Duration.ofMinutes(-1)))
        .singleElement()
        .satisfies(reason -> assertThat(reason).startsWith("its clock is").contains("time server"));
    assertThat(unfit(Duration.ofMinutes(1))).hasSize(1);
  }

  @Test
  void a_node_whose_clock_is_within_the_bound_is_ready() {
    assertThat(unfit(Duration.ofSeconds(-5))).isEmpty();
  }

  @Test
  void how_far_the_clocks_are_apart_is_told_beside_the_bound() {
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-5));
    try (Database database = Database.open(postgres.settings());
        DatabaseClaim claim = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX);
        NodeHealth health = health(database, claim, behind)) {
      NodeVitals.ClockSeen seen = health.clock().orElseThrow();
      assertThat(seen.offset().minusSeconds(5).abs()).isLessThanOrEqualTo(seen.uncertainty());
      assertThat(seen.offsetMax()).isEqualTo(OFFSET_MAX);
    }
  }

  @Test
  void a_node_whose_database_does_not_answer_is_not_ready() {
    Database database = Database.open(postgres.settings());
    database.close();
    try (DatabaseClaim claim = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX);
        NodeHealth health = health(database, claim, Clock.systemUTC())) {
      assertThat(health.unfitBecause()).containsExactly("the database does not answer");
    }
  }

  @Test
  void a_second_node_on_the_same_database_is_refused_until_the_first_has_gone() {
    try (Database one = Database.open(postgres.settings());
        Database other = Database.open(postgres.settings())) {
      DatabaseClaim first = DatabaseClaim.take(one, Duration.ZERO);
      assertThatExceptionOfType(DatabaseUnfitException.class)
          .isThrownBy(() -> DatabaseClaim.take(other, Duration.ZERO))
          .withMessageStartingWith("another node serves")
          .withMessageNotContaining(postgres.settings().password().orElseThrow());
      first.close();
      DatabaseClaim.take(other, DatabaseClaim.WAIT_MAX).close();
    }
  }

  @Test
  void a_claim_that_was_lost_with_its_session_is_taken_again() {
    try (Database database = Database.open(postgres.settings());
        DatabaseClaim claim = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX)) {
      endSessionOfClaim(database);
      assertThat(claim.renew()).isEmpty();
      assertThatExceptionOfType(DatabaseUnfitException.class)
          .isThrownBy(() -> DatabaseClaim.take(database, Duration.ZERO));
      assertThat(claim.renew()).isEmpty();
    }
  }

  @Test
  void a_node_whose_claim_another_took_is_not_ready_until_that_one_has_gone() {
    try (Database database = Database.open(postgres.settings());
        DatabaseClaim claim = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX)) {
      endSessionOfClaim(database);
      DatabaseClaim other = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX);
      try (NodeHealth health = health(database, claim, Clock.systemUTC())) {
        assertThat(health.unfitBecause())
            .containsExactly("another node has taken its database; stop one of the two");
        other.close();
        await(() -> health.unfitBecause().isEmpty());
      }
    }
  }

  @Test
  void a_running_node_notices_that_its_claim_was_lost_within_its_check_interval() throws Exception {
    try (Database database = Database.open(postgres.settings());
        DatabaseClaim claim = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX);
        NodeHealth health = health(database, claim, Clock.systemUTC())) {
      assertThat(health.unfitBecause()).isEmpty();
      // It has waited in line, so that it has the lock before the node can take it again.
      try (Connection other = database.session();
          ExecutorService inLine = Executors.newSingleThreadExecutor()) {
        Future<?> taken = inLine.submit(() -> waitForLock(other));
        await(() -> count(database, "NOT granted", "pid") == 1);
        endSessionOfClaim(database);
        taken.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await(() -> !health.unfitBecause().isEmpty());
        assertThat(health.unfitBecause())
            .containsExactly("another node has taken its database; stop one of the two");
      }
      await(() -> health.unfitBecause().isEmpty());
    }
  }

  private static Void waitForLock(Connection session) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(%d)".formatted(DatabaseClaim.LOCK));
      return null;
    }
  }

  @Test
  void a_closed_claim_is_not_taken_again() {
    try (Database database = Database.open(postgres.settings())) {
      DatabaseClaim claim = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX);
      claim.close();
      assertThat(claim.renew()).isEmpty();
      DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX).close();
    }
  }

  private static List<String> unfit(Duration offset) {
    Clock clock = Clock.offset(Clock.systemUTC(), offset);
    try (Database database = Database.open(postgres.settings());
        DatabaseClaim claim = DatabaseClaim.take(database, DatabaseClaim.WAIT_MAX);
        NodeHealth health = health(database, claim, clock)) {
      return health.unfitBecause();
    }
  }

  private static NodeHealth health(Database database, DatabaseClaim claim, Clock clock) {
    return new NodeHealth(new FitHost(), database, claim, clock, OFFSET_MAX, CHECK_EVERY);
  }

  /** Ends the session that holds the claim, as a failing network or an operator does. */
  private static void endSessionOfClaim(Database database) {
    assertThat(count(database, "granted", "pg_terminate_backend(pid, 10000)")).isOne();
  }

  private static int count(Database database, String locks, String what) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(%s) FROM pg_locks WHERE locktype = 'advisory' AND %s"
                    .formatted(what, locks))) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(PATIENCE.toString()).isLessThan(deadline);
      LockSupport.parkNanos(CHECK_EVERY.toNanos());
    }
  }

  /** A host that has nothing to complain of and nothing to tell. */
  private record FitHost() implements NodeVitals {
    @Override
    public Map<String, Long> awakeByType() {
      return Map.of();
    }

    @Override
    public long awakeBytes() {
      return 0;
    }

    @Override
    public Map<String, Long> awakeBytesByType() {
      return Map.of();
    }

    @Override
    public Counters counters() {
      return new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public AlarmVitals alarms() {
      throw new UnsupportedOperationException("no test asks");
    }

    @Override
    public TellVitals tells() {
      return new TellVitals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public List<TurnSeen> recentTurns() {
      return List.of();
    }

    @Override
    public AutoCloseable onTurn(Consumer<TurnSeen> listener) {
      return () -> {};
    }

    @Override
    public List<String> unfitBecause() {
      return List.of();
    }
  }
}

package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseUnfitException;
import dev.holdfast.persistence.node.NodePostgres;
import dev.holdfast.runtime.spi.NodeVitals;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does about its database beside storing objects: the clock, and the claim on it. */
class NodeDatabaseTest {
  private static final Duration OFFSET_MAX = Duration.ofSeconds(30);

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
  void a_node_whose_database_does_not_answer_is_not_ready() {
    Database database = Database.open(postgres.settings());
    database.close();
    try (NodeHealth health =
        new NodeHealth(new FitHost(), database, Clock.systemUTC(), OFFSET_MAX)) {
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

  private static List<String> unfit(Duration offset) {
    Clock clock = Clock.offset(Clock.systemUTC(), offset);
    try (Database database = Database.open(postgres.settings());
        NodeHealth health = new NodeHealth(new FitHost(), database, clock, OFFSET_MAX)) {
      return health.unfitBecause();
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
    public Counters counters() {
      return new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0);
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

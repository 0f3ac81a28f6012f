package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.node.NodePostgres;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.TellVitals;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does about its clock, and how it says whether it is fit. */
class ClockWatchTest {
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
    try (Database database = Database.open(postgres.settings());
        ClockWatch watch = watch(database, behind(Duration.ofSeconds(5)))) {
      NodeVitals.ClockSeen seen = health(watch).clock().orElseThrow();
      assertThat(seen.offset().minusSeconds(5).abs()).isLessThanOrEqualTo(seen.uncertainty());
      assertThat(seen.offsetMax()).isEqualTo(OFFSET_MAX);
    }
  }

  @Test
  void a_node_whose_database_does_not_answer_is_not_ready() {
    Database database = Database.open(postgres.settings());
    database.close();
    try (ClockWatch watch = watch(database, Clock.systemUTC())) {
      assertThat(health(watch).unfitBecause()).containsExactly("the database does not answer");
    }
  }

  @Test
  void a_node_without_a_say_in_its_cluster_is_not_ready_and_says_why() {
    try (Database database = Database.open(postgres.settings());
        ClockWatch watch = watch(database, Clock.systemUTC())) {
      NodeHealth health =
          new NodeHealth(new FitHost(), watch, () -> Optional.of("it has not joined yet"));
      assertThat(health.unfitBecause()).containsExactly("it has not joined yet");
    }
  }

  @Test
  void a_clock_is_looked_at_again_and_again() {
    AtomicReference<Duration> behind = new AtomicReference<>(Duration.ZERO);
    InstantSource moved = () -> Instant.now().minus(behind.get());
    try (Database database = Database.open(postgres.settings());
        ClockWatch watch = watch(database, moved)) {
      assertThat(watch.beyond()).isEmpty();
      behind.set(Duration.ofHours(1));
      await(() -> watch.beyond().isPresent());
      behind.set(Duration.ZERO);
      await(() -> watch.beyond().isEmpty());
    }
  }

  private static List<String> unfit(Duration offset) {
    try (Database database = Database.open(postgres.settings());
        ClockWatch watch = watch(database, behind(offset.negated()))) {
      return health(watch).unfitBecause();
    }
  }

  private static Clock behind(Duration by) {
    return Clock.offset(Clock.systemUTC(), by.negated());
  }

  private static ClockWatch watch(Database database, InstantSource clock) {
    return new ClockWatch(database, clock, OFFSET_MAX, CHECK_EVERY);
  }

  private static NodeHealth health(ClockWatch watch) {
    return new NodeHealth(new FitHost(), watch, Optional::empty);
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

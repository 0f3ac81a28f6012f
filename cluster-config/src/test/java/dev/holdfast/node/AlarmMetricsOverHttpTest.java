package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.examples.Examples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} of a whole node says of alarms and of its clock. */
class AlarmMetricsOverHttpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  @TempDir static Path data;

  private static RunningNode node;

  @BeforeAll
  static void start() {
    node = RunningNode.start(data, Examples.catalogue(), Map.of(), Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static boolean shows(String line) {
    return node.get("/metrics").body().lines().anyMatch(line::equals);
  }

  @Test
  void an_alarm_that_fired_is_counted_with_its_lateness() {
    double before = node.metric("holdfast_alarms_fired_total");
    assertThat(node.post("/objects/clock/near?in=50", "").statusCode()).isEqualTo(200);
    await("it fired", () -> node.metric("holdfast_alarms_fired_total") == before + 1);
    double counted = node.metric("holdfast_alarms_lateness_seconds_count");
    assertThat(counted).isEqualTo(before + 1);
    assertThat(node.metric("holdfast_alarms_lateness_seconds_bucket{le=\"+Inf\"}"))
        .isEqualTo(counted);
    assertThat(node.metric("holdfast_alarms_lateness_seconds_sum")).isPositive();
  }

  @Test
  void what_waits_is_counted_and_what_nobody_will_wake_is_shown_by_type() {
    node.post("/objects/clock/far?in=86400000", "");
    assertThat(
            node.sql(
                "INSERT INTO wakes VALUES ('gone/one', 1, 0, 1) ON CONFLICT (object) DO NOTHING"))
        .isOne();
    await("the next count", () -> shows("holdfast_alarms_unknown_type{type=\"gone\"} 1.0"));
    assertThat(node.metric("holdfast_alarms_pending ")).isGreaterThanOrEqualTo(2);
    assertThat(node.metric("holdfast_alarms_due ")).isZero();
    assertThat(node.metric("holdfast_alarms_overdue_seconds ")).isZero();
  }

  @Test
  void the_offset_from_the_databases_clock_is_shown_with_its_bound() {
    assertThat(Math.abs(node.metric("holdfast_clock_offset_seconds"))).isLessThan(0.5);
    assertThat(node.metric("holdfast_clock_offset_max_seconds")).isEqualTo(0.5);
  }
}

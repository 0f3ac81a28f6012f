package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.spi.AlarmVitals;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlarmMetricsTest {
  private static List<String> metrics(TestEdge edge) {
    return edge.get("/metrics").body().lines().toList();
  }

  @Test
  void metrics_show_what_alarms_did_and_what_waits_for_its_time() {
    try (TestEdge edge = TestEdge.open()) {
      assertThat(metrics(edge))
          .contains(
              "# TYPE holdfast_alarms_fired_total counter",
              "holdfast_alarms_fired_total 1.0",
              "holdfast_alarms_retries_total 2.0",
              "holdfast_alarms_dead_total 3.0",
              "holdfast_alarms_slowed_total 4.0",
              "holdfast_alarms_idle_wakes_total 5.0",
              "holdfast_alarms_swept_total 11.0",
              "holdfast_alarms_mended_total 12.0",
              "holdfast_alarms_pending 9.0",
              "holdfast_alarms_due 8.0",
              "holdfast_alarms_overdue_seconds 1.5",
              "holdfast_alarms_unknown_type{type=\"gone\"} 6.0");
    }
  }

  @Test
  void lateness_is_a_histogram_whose_buckets_add_up() {
    try (TestEdge edge = TestEdge.open()) {
      assertThat(metrics(edge))
          .contains(
              "# TYPE holdfast_alarms_lateness_seconds histogram",
              "holdfast_alarms_lateness_seconds_bucket{le=\"0.005\"} 1",
              "holdfast_alarms_lateness_seconds_bucket{le=\"1.0\"} 3",
              "holdfast_alarms_lateness_seconds_bucket{le=\"+Inf\"} 7",
              "holdfast_alarms_lateness_seconds_count 7",
              "holdfast_alarms_lateness_seconds_sum 6.5");
    }
  }

  @Test
  void a_node_that_does_not_count_what_waits_shows_no_number_for_it() {
    try (TestEdge edge = TestEdge.open()) {
      AlarmVitals alarms = edge.objects.alarms;
      edge.objects.alarms =
          new AlarmVitals(7, 0, 0, 0, 0, 0, 0, alarms.lateness(), Optional.empty());
      assertThat(metrics(edge))
          .contains("holdfast_alarms_fired_total 7.0")
          .noneMatch(line -> line.startsWith("holdfast_alarms_pending"))
          .noneMatch(line -> line.startsWith("holdfast_alarms_due"));
    }
  }

  @Test
  void the_offset_of_the_clock_is_shown_with_its_bound_in_seconds() {
    try (TestEdge edge = TestEdge.open()) {
      assertThat(metrics(edge))
          .contains(
              "holdfast_clock_offset_seconds -0.25",
              "holdfast_clock_offset_uncertainty_seconds 0.001",
              "holdfast_clock_offset_max_seconds 0.5");
    }
  }
}

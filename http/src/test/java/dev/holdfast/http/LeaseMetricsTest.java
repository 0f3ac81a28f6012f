package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaseMetricsTest {
  @Test
  void metrics_show_what_the_lease_kept_from_leaving() {
    try (TestEdge edge = TestEdge.open()) {
      assertThat(edge.get("/metrics").body().lines())
          .contains(
              "# TYPE holdfast_lease_valid gauge",
              "holdfast_lease_valid 0.0",
              "holdfast_lease_lapses_total 3.0",
              "holdfast_lease_answers_withheld_total 2.0",
              "holdfast_lease_frames_dropped_total 1.0");
    }
  }
}

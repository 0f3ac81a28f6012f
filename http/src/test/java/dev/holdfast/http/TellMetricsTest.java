package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TellMetricsTest {
  @Test
  void metrics_show_what_became_of_messages_and_what_waits() {
    try (TestEdge edge = TestEdge.open()) {
      assertThat(edge.get("/metrics").body().lines())
          .contains(
              "# TYPE holdfast_tells_told_total counter",
              "holdfast_tells_told_total 10.0",
              "holdfast_tells_delivered_total 9.0",
              "holdfast_tells_refused_total 8.0",
              "holdfast_tells_resent_total 7.0",
              "holdfast_tells_failed_total 6.0",
              "holdfast_tells_parked_total 5.0",
              "holdfast_tells_late_answers_total 1.0",
              "# TYPE holdfast_tells_waiting gauge",
              "holdfast_tells_waiting 4.0",
              "holdfast_tells_waiting_bytes 3.0",
              "holdfast_tells_unanswered 2.0");
    }
  }
}

package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.spi.CallVitals;
import dev.holdfast.runtime.spi.WorkVitals;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallMetricsTest {
  private static List<String> metrics(TestEdge edge) {
    return edge.get("/metrics").body().lines().toList();
  }

  @Test
  void metrics_show_what_calls_do_and_why_they_fail() {
    try (TestEdge edge = TestEdge.open()) {
      edge.objects.calls =
          new CallVitals(1, 2, 3, 4, Map.of(Why.TIMED_OUT, 5L, Why.OVERLOADED, 6L));
      assertThat(metrics(edge))
          .contains(
              "# TYPE holdfast_calls_running gauge",
              "holdfast_calls_running 1.0",
              "holdfast_calls_waiting 2.0",
              "holdfast_calls_waiting_bytes 3.0",
              "# TYPE holdfast_calls_answered_total counter",
              "holdfast_calls_answered_total 4.0",
              "holdfast_calls_failed_total{why=\"timed-out\"} 5.0",
              "holdfast_calls_failed_total{why=\"overloaded\"} 6.0");
    }
  }

  @Test
  void metrics_show_what_local_work_does_and_the_threads_it_took() {
    try (TestEdge edge = TestEdge.open()) {
      edge.objects.work = new WorkVitals(1, 2, 3, 4, 5, Map.of(Why.WORK_FAILED, 6L));
      assertThat(metrics(edge))
          .contains(
              "holdfast_work_running 1.0",
              "holdfast_work_waiting 2.0",
              "holdfast_work_waiting_bytes 3.0",
              "holdfast_work_stuck 4.0",
              "holdfast_work_done_total 5.0",
              "holdfast_work_failed_total{why=\"work-failed\"} 6.0");
    }
  }

  @Test
  void a_node_without_calls_shows_that_there_are_none() {
    try (TestEdge edge = TestEdge.open()) {
      assertThat(metrics(edge))
          .contains("holdfast_calls_running 0.0", "holdfast_work_stuck 0.0")
          .noneMatch(line -> line.startsWith("holdfast_calls_failed_total{"));
    }
  }
}

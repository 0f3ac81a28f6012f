package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.metrics.EdgeMetrics;
import dev.holdfast.http.socket.SocketVitals;
import dev.holdfast.http.socket.SocketVitals.Ending;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketMetricsTest {
  @Test
  void what_the_hub_counts_is_shown_by_type() {
    var room = new SocketVitals("room", 3, 10, 20, 4, 5, 6, 7, Map.of(Ending.NORMAL, 8L));
    var chat = new SocketVitals("chat", 1, 0, 0, 0, 0, 0, 0, Map.of(Ending.BROKEN, 2L));
    try (EdgeMetrics metrics = new EdgeMetrics()) {
      metrics.sockets(() -> List.of(room, chat));

      assertThat(metrics.scrape().lines())
          .contains(
              "holdfast_edge_sockets_open{type=\"room\"} 3.0",
              "holdfast_edge_sockets_open{type=\"chat\"} 1.0",
              "holdfast_edge_frames_in_total{type=\"room\"} 10.0",
              "holdfast_edge_frames_out_total{type=\"room\"} 20.0",
              "holdfast_edge_frames_dropped_total{type=\"room\"} 4.0",
              "holdfast_edge_sockets_slow_total{type=\"room\"} 5.0",
              "holdfast_edge_sockets_throttled_total{type=\"room\"} 6.0",
              "holdfast_edge_sockets_log_pages_total{type=\"room\"} 7.0",
              "holdfast_edge_sockets_closed_total{how=\"normal\",type=\"room\"} 8.0",
              "holdfast_edge_sockets_closed_total{how=\"broken\",type=\"chat\"} 2.0");
    }
  }
}

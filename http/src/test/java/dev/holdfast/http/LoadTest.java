package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.limits.Rate;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadTest {
  @Test
  void past_the_bound_of_requests_at_once_a_caller_gets_503_and_the_node_still_lives() {
    EdgeLimits one =
        Changed.of(
            EdgeLimits.DEFAULTS, Map.of("requestsMax", 1, "bodyDeadline", Duration.ofSeconds(5)));
    try (TestEdge edge = new TestEdge(EdgeSettings.loopback(0).limits(one))) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      edge.objects.gate = gate;
      CompletableFuture<HttpResponse<String>> first =
          edge.http.sendAsync(
              edge.request("/objects/counter/x").build(), HttpResponse.BodyHandlers.ofString());
      waitFor(() -> !edge.objects.delivered.isEmpty());
      HttpResponse<String> second = edge.get("/objects/counter/y");
      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.body()).contains("urn:holdfast:problem:overloaded");
      assertThat(second.headers().firstValue("retry-after")).isPresent();
      assertThat(edge.get("/health").statusCode()).isEqualTo(200);
      gate.complete(null);
      assertThat(first.join().statusCode()).isEqualTo(200);
      assertThat(edge.get("/objects/counter/y").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void past_the_bound_of_bodies_a_caller_gets_503_until_there_is_room() {
    try (TestEdge edge = crowded()) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      edge.objects.gate = gate;
      var held = later(edge, BodyPublishers.ofByteArray(new byte[3 << 20]));
      waitFor(() -> edge.objects.delivered.size() == 1);
      var unsaid = later(edge, BodyPublishers.ofInputStream(InputStream::nullInputStream));
      assertThat(unsaid.join().statusCode()).as("it may have 4 MiB").isEqualTo(503);
      HttpResponse<String> large = edge.send(posting(edge, new byte[2 << 20]));
      assertThat(large.statusCode()).isEqualTo(503);
      assertThat(large.body()).contains("urn:holdfast:problem:overloaded");
      assertThat(large.headers().firstValue("retry-after")).hasValue("1");
      assertThat(edge.get("/metrics").body()).contains("holdfast_edge_bodies_bytes 3145728.0");
      gate.complete(null);
      assertThat(held.join().statusCode()).isEqualTo(200);
      waitFor(() -> edge.get("/metrics").body().contains("holdfast_edge_bodies_bytes 0.0"));
      assertThat(edge.send(posting(edge, new byte[4 << 20])).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_body_that_does_not_say_its_size_takes_no_more_room_than_it_has_once_it_is_there() {
    try (TestEdge edge = crowded()) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      edge.objects.gate = gate;
      var unsaid =
          later(edge, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[10])));
      waitFor(() -> edge.objects.delivered.size() == 1);
      var fits = later(edge, BodyPublishers.ofByteArray(new byte[3 << 20]));
      waitFor(() -> edge.objects.delivered.size() == 2);
      gate.complete(null);
      assertThat(unsaid.join().statusCode()).isEqualTo(200);
      assertThat(fits.join().statusCode()).isEqualTo(200);
    }
  }

  /** With room for the bodies of one request. */
  private static TestEdge crowded() {
    EdgeLimits limits = Changed.of(EdgeLimits.DEFAULTS, Map.of("bodiesBytesMax", 4L << 20));
    return new TestEdge(EdgeSettings.loopback(0).limits(limits));
  }

  private static HttpRequest.Builder posting(TestEdge edge, byte[] body) {
    return edge.request("/objects/counter/x").POST(BodyPublishers.ofByteArray(body));
  }

  private static CompletableFuture<HttpResponse<String>> later(
      TestEdge edge, HttpRequest.BodyPublisher body) {
    return edge.http.sendAsync(
        edge.request("/objects/counter/x").POST(body).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_caller_past_its_rate_gets_429_and_when_to_come_back() {
    Rate slow = new Rate(1, 3);
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS,
            Map.of("callerRate", slow, "loopbackRate", slow, "webhookRate", slow));
    try (TestEdge edge = new TestEdge(EdgeSettings.loopback(0).limits(limits))) {
      for (int i = 0; i < 3; i++) {
        assertThat(edge.get("/health").statusCode()).isEqualTo(200);
      }
      HttpResponse<String> fourth = edge.get("/health");
      assertThat(fourth.statusCode()).isEqualTo(429);
      assertThat(fourth.body()).contains("urn:holdfast:problem:too-many-requests");
      assertThat(fourth.headers().firstValue("retry-after")).hasValue("1");
    }
  }

  @Test
  void ready_says_why_not_and_alive_stays_alive() {
    try (TestEdge edge = TestEdge.open()) {
      assertThat(edge.get("/ready").statusCode()).isEqualTo(200);
      edge.objects.unfit = java.util.List.of("the database does not answer");
      HttpResponse<String> unfit = edge.get("/ready");
      assertThat(unfit.statusCode()).isEqualTo(503);
      assertThat(unfit.body()).contains("the database does not answer");
      assertThat(edge.get("/health").statusCode()).isEqualTo(200);
      assertThat(edge.get("/objects/counter/x").statusCode()).isEqualTo(200);
      edge.objects.unfit = java.util.List.of();
      assertThat(edge.get("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void draining_lets_a_request_in_flight_finish_and_takes_no_more() {
    TestEdge edge = TestEdge.open();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    edge.objects.gate = gate;
    CompletableFuture<HttpResponse<String>> inFlight =
        edge.http.sendAsync(
            edge.request("/objects/counter/x")
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    waitFor(() -> !edge.objects.delivered.isEmpty());
    CompletableFuture<Void> drained = edge.edge.drain().toCompletableFuture();
    assertThat(drained).isNotDone();
    gate.complete(null);
    HttpResponse<String> last = inFlight.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(last.body()).isEqualTo("1");
    assertThat(last.headers().firstValue("connection")).hasValue("close");
    drained.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(
            edge.http.sendAsync(
                edge.request("/health").build(), HttpResponse.BodyHandlers.ofString()))
        .failsWithin(Duration.ofSeconds(10));
    edge.close();
  }

  @Test
  void metrics_count_requests_by_route_and_status() {
    try (TestEdge edge = TestEdge.open()) {
      edge.get("/objects/counter/x");
      edge.get("/objects/nothing/x");
      String metrics = edge.get("/metrics").body();
      assertThat(metrics)
          .contains("holdfast_http_requests_seconds_count{route=\"objects\",status=\"2xx\"} 1")
          .contains("holdfast_http_requests_seconds_count{route=\"objects\",status=\"4xx\"} 1")
          .contains("holdfast_objects_awake{type=\"counter\"} 1.0")
          .contains("holdfast_commits_total 2.0")
          .contains("jvm_memory_used_bytes");
    }
  }

  static void waitFor(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("10 s").isLessThan(end);
      Thread.onSpinWait();
    }
  }
}

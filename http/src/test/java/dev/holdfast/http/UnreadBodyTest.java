package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.engine.Incoming;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a body, and of its connection, when the request is answered without it. */
class UnreadBodyTest {
  private static final int OVER_LIMIT = EdgeLimits.DEFAULTS.bodyBytesMax() + 1;
  private static final String LAST =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static String post(String path, long length, String... headers) {
    StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
  }

  @ParameterizedTest
  @CsvSource({"/objects/counter/x,413", "/health,405", "/nothing,404", "/objects/none/x,413"})
  void after_a_body_that_was_sent_in_vain_the_connection_serves_the_next_request(
      String path, int status) {
    String response = edge.raw(post(path, OVER_LIMIT) + "x".repeat(OVER_LIMIT) + LAST);
    assertThat(response).startsWith("HTTP/1.1 " + status).contains("HTTP/1.1 200 OK");
    String first = response.substring(0, response.indexOf("HTTP/1.1 200 OK"));
    assertThat(first.toLowerCase(Locale.ROOT)).doesNotContain("connection:");
  }

  @ParameterizedTest
  @CsvSource({"/objects/counter/x,413", "/nothing,404"})
  void a_body_declared_as_more_than_is_dropped_ends_the_connection(String path, int status) {
    String response = edge.raw(post(path, Incoming.IGNORED_BYTES_MAX + 1));
    assertThat(response).startsWith("HTTP/1.1 " + status).contains("Connection: close");
  }

  @Test
  void a_chunked_body_that_passes_its_limit_ends_the_connection() {
    int chunk = 1 << 19;
    String chunks =
        (Integer.toHexString(chunk) + "\r\n" + "x".repeat(chunk) + "\r\n")
            .repeat(EdgeLimits.DEFAULTS.bodyBytesMax() / chunk);
    String head =
        "POST /objects/counter/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    // The last byte is the one too many, so that nothing of ours is on its way when it closes.
    assertThat(edge.raw(head + chunks + "1\r\nx\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("Connection: close");
  }

  @ParameterizedTest
  @CsvSource({"/objects/counter/x,413", "/health,405", "/nothing,404", "/objects/none/x,413"})
  void who_asks_before_sending_is_refused_without_being_told_to_go_on(String path, int status) {
    assertThat(edge.raw(post(path, OVER_LIMIT, "Expect: 100-continue")))
        .startsWith("HTTP/1.1 " + status)
        .contains("Connection: close")
        .doesNotContain("100 Continue");
  }

  @Test
  void who_asks_before_sending_and_has_no_token_is_not_told_to_go_on() {
    try (TestEdge guarded = TestEdge.withToken()) {
      assertThat(guarded.raw(post("/api/v1/none", 10, "Expect: 100-continue")))
          .startsWith("HTTP/1.1 401")
          .doesNotContain("100 Continue");
    }
  }

  @Test
  void who_asks_before_sending_to_a_busy_node_is_not_told_to_go_on() {
    EdgeLimits one =
        Changed.of(
            EdgeLimits.DEFAULTS, Map.of("requestsMax", 1, "bodyDeadline", Duration.ofSeconds(5)));
    try (TestEdge busy = new TestEdge(EdgeSettings.loopback(0).limits(one))) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      busy.objects.gate = gate;
      var first =
          busy.http.sendAsync(
              busy.request("/objects/counter/x").build(),
              java.net.http.HttpResponse.BodyHandlers.ofString());
      LoadTest.waitFor(() -> !busy.objects.delivered.isEmpty());
      assertThat(busy.raw(post("/objects/counter/y", 10, "Expect: 100-continue")))
          .startsWith("HTTP/1.1 503")
          .doesNotContain("100 Continue");
      gate.complete(null);
      assertThat(first.join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void who_asks_before_sending_what_is_wanted_is_told_to_go_on() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port())) {
      socket.setSoTimeout(20_000);
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      var out = socket.getOutputStream();
      String head = post("/objects/echo/asked", 5, "Expect: 100-continue", "Connection: close");
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(in.lines().takeWhile(line -> !line.isEmpty())).hasSizeLessThan(3);
      out.write("hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
    }
  }
}

package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HostileInputTest {
  private static TestEdge edge;

  @BeforeAll
  static void start() {
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS, Map.of("requestsMax", 64, "bodyDeadline", Duration.ofMillis(400)));
    edge = new TestEdge(EdgeSettings.loopback(0).limits(limits));
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @AfterEach
  void the_node_goes_on() {
    assertThat(edge.get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void a_body_of_5_MB_is_413() {
    byte[] body = new byte[5_000_000];
    var response =
        edge.send(
            edge.request("/objects/counter/large")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("urn:holdfast:problem:too-large");
  }

  @Test
  void a_body_at_the_limit_is_taken() {
    byte[] body = new byte[EdgeLimits.DEFAULTS.bodyBytesMax()];
    var response =
        edge.send(
            edge.request("/objects/echo/exact").POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("|" + body.length + "|");
  }

  @Test
  void a_chunked_body_over_the_limit_is_413() {
    byte[] body = new byte[EdgeLimits.DEFAULTS.bodyBytesMax() + 1];
    var stream =
        HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body));
    assertThat(edge.send(edge.request("/objects/counter/large").POST(stream)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void a_chunked_body_below_the_limit_is_taken() {
    byte[] body = new byte[100_000];
    var stream =
        HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body));
    assertThat(edge.send(edge.request("/objects/echo/chunks").POST(stream)).body())
        .contains("|100000|");
  }

  @Test
  void a_body_where_none_belongs_is_413() {
    var request = edge.request("/health").method("GET", HttpRequest.BodyPublishers.ofString("x"));
    assertThat(edge.send(request).statusCode()).isEqualTo(413);
  }

  @Test
  void a_body_that_does_not_arrive_is_408() {
    String response =
        edge.rawLines(
            "POST /objects/counter/slow HTTP/1.1",
            "Host: localhost",
            "Content-Length: 10",
            "",
            "abc");
    assertThat(response).startsWith("HTTP/1.1 408").contains("urn:holdfast:problem:too-slow");
    assertThat(edge.get("/objects/counter/slow").body()).isEqualTo("0");
  }

  @Test
  void a_URL_over_the_limit_is_414() {
    String response = edge.rawGet("/objects/counter/x?" + "q".repeat(9_000));
    assertThat(response).startsWith("HTTP/1.1 414").contains("urn:holdfast:problem:uri-too-long");
  }

  @Test
  void a_header_over_the_limit_is_431() {
    String response = edge.rawGet("/health", "X-Long: " + "v".repeat(9_000));
    assertThat(response)
        .startsWith("HTTP/1.1 431")
        .contains("urn:holdfast:problem:headers-too-large");
  }

  @Test
  void too_many_headers_are_431() {
    String[] headers = new String[80];
    for (int i = 0; i < headers.length; i++) {
      headers[i] = "X-H" + i + ": v";
    }
    assertThat(edge.rawGet("/health", headers))
        .startsWith("HTTP/1.1 431")
        .contains("urn:holdfast:problem:headers-too-large");
  }

  @Test
  void two_content_lengths_are_400() {
    String response =
        edge.rawLines(
            "POST /objects/counter/twice HTTP/1.1",
            "Host: localhost",
            "Content-Length: 1",
            "Content-Length: 2",
            "Connection: close",
            "",
            "ab");
    assertThat(response).startsWith("HTTP/1.1 400").contains("application/problem+json");
  }

  @Test
  void two_hosts_are_400() {
    assertThat(edge.rawGet("/health", "Host: localhost"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json");
  }

  @Test
  void two_idempotency_keys_are_400() {
    assertThat(edge.rawGet("/objects/counter/x", "Idempotency-Key: a", "idempotency-key: b"))
        .startsWith("HTTP/1.1 400")
        .contains("idempotency-key is there 2 times");
  }

  @Test
  void two_authorizations_are_400() {
    assertThat(edge.rawGet("/objects/counter/x", "Authorization: a", "Authorization: b"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void a_request_without_host_is_400() {
    assertThat(edge.rawLines("GET /health HTTP/1.1", "Connection: close", "", ""))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void bytes_that_are_no_request_are_400() {
    String response = edge.raw("\u0000\u0001\u0002".repeat(20) + "\r\n\r\n");
    assertThat(response).startsWith("HTTP/1.1 4").contains("application/problem+json");
  }

  @Test
  void raw_bytes_beyond_ASCII_in_a_URL_are_400() {
    byte[] head = "GET /objects/counter/".getBytes(StandardCharsets.US_ASCII);
    byte[] tail =
        " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[head.length + 2 + tail.length];
    System.arraycopy(head, 0, all, 0, head.length);
    all[head.length] = (byte) 0xC3;
    all[head.length + 1] = (byte) 0x28;
    System.arraycopy(tail, 0, all, head.length + 2, tail.length);
    assertThat(edge.raw(all)).startsWith("HTTP/1.1 400");
  }

  @Test
  void a_chunk_size_that_is_none_is_400() {
    String response =
        edge.rawLines(
            "POST /objects/counter/chunk HTTP/1.1",
            "Host: localhost",
            "Transfer-Encoding: chunked",
            "",
            "zz",
            "abc",
            "0",
            "",
            "");
    assertThat(response).startsWith("HTTP/1.1 400");
    assertThat(edge.get("/objects/counter/chunk").body()).isEqualTo("0");
  }

  @Test
  void a_flood_of_the_shortest_requests_in_one_go_is_answered_to_the_last() {
    String flood = "GET /health HTTP/1.1\r\nHost:localhost\r\n\r\n".repeat(3_000);
    String last = "GET / HTTP/1.1\r\nHost:localhost\r\nConnection:close\r\n\r\n";
    String response = edge.raw(flood + last);
    assertThat(response.split("HTTP/1.1 200 OK", -1)).hasSize(3_002);
  }

  @Test
  void a_flood_that_no_request_can_be_shorter_than_does_not_end_the_node() {
    assertThat(edge.raw("GET  HTTP/1.0\n\n".repeat(20_000))).startsWith("HTTP/1.1 400");
  }

  @Test
  void an_answer_names_no_server_and_repeats_nothing_that_was_sent() {
    String response = edge.rawGet("/objects/counter/%zz<script>");
    assertThat(response.toLowerCase(java.util.Locale.ROOT)).doesNotContain("server:", "<script>");
  }
}

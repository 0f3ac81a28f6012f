package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.spi.Answer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of allowed origins may read answers, others may not. */
class CrossOriginTest {
  private static final String APP = "https://app.example.org";
  private static final String BEARER = "Authorization: Bearer " + TestEdge.TOKEN;

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = new TestEdge(EdgeSettings.loopback(0).tokens(TestEdge.TOKEN).origins(APP));
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static String send(TestEdge to, String method, String target, String... headers) {
    String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    return to.raw(head + String.join("\r\n", headers) + "\r\n\r\n");
  }

  private static String preflight(String target, String origin) {
    return send(
        edge,
        "OPTIONS",
        target,
        "Origin: " + origin,
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization,content-type");
  }

  /** A field's value in lower case; empty when it is not there. */
  private static String field(String answer, String name) {
    var line = Pattern.compile("(?im)^" + name + ": (.*?)\r?$").matcher(answer);
    return line.find() ? line.group(1) : "";
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/tickets, POST",
    "/metrics, 'GET, HEAD'",
    "/objects/counter/x, 'GET, HEAD, POST, PUT, PATCH, DELETE'",
    "/objects/nothing/x/y, 'GET, HEAD, POST, PUT, PATCH, DELETE'",
    "/api/v1/nothing, 'GET, HEAD, POST, PUT, PATCH, DELETE'"
  })
  void a_preflight_of_an_allowed_origin_is_answered_with_the_methods_of_the_route(
      String path, String methods) {
    String answer = preflight(path, APP);
    assertThat(answer).startsWith("HTTP/1.1 204");
    assertThat(field(answer, "access-control-allow-origin")).isEqualTo(APP);
    assertThat(field(answer, "access-control-allow-methods")).isEqualTo(methods);
    assertThat(field(answer, "access-control-allow-headers"))
        .contains("authorization", "content-type", "idempotency-key", "if-match", "traceparent");
    assertThat(field(answer, "access-control-max-age")).isEqualTo("7200");
    assertThat(field(answer, "vary")).isEqualTo("Origin");
    assertThat(answer).doesNotContainIgnoringCase("allow-credentials");
  }

  @Test
  void a_preflight_reaches_no_object() {
    int before = edge.objects.delivered.size();
    preflight("/objects/echo/x", APP);
    assertThat(edge.objects.delivered).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "https://app.example.org.evil.example"})
  void a_preflight_of_another_origin_is_not(String origin) {
    String answer = preflight("/api/v1/tickets", origin);
    assertThat(answer).startsWith("HTTP/1.1 405");
    assertThat(answer).doesNotContainIgnoringCase("access-control");
  }

  @Test
  void an_answer_to_an_allowed_origin_may_be_read_with_what_says_how_to_go_on() {
    String answer = send(edge, "GET", "/objects/counter/x", "Origin: " + APP, BEARER);
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(field(answer, "access-control-allow-origin")).isEqualTo(APP);
    assertThat(field(answer, "access-control-expose-headers"))
        .contains("etag", "location", "retry-after", "x-request-id", "holdfast-state");
    assertThat(field(answer, "vary")).isEqualTo("Origin");
  }

  @ParameterizedTest
  @CsvSource({"/objects/counter/x, 401", "/nothing, 404", "/objects/counter/%00, 400"})
  void problems_may_be_read_too(String path, int status) {
    String answer = send(edge, "GET", path, "Origin: " + APP);
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(field(answer, "access-control-allow-origin")).isEqualTo(APP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null"})
  void an_answer_to_another_origin_may_not_and_caches_keep_them_apart(String origin) {
    String answer = send(edge, "GET", "/objects/counter/x", "Origin: " + origin, BEARER);
    assertThat(answer).doesNotContainIgnoringCase("access-control");
    assertThat(field(answer, "vary")).isEqualTo("Origin");
    assertThat(field(send(edge, "GET", "/health", "X: y"), "vary")).isEqualTo("Origin");
  }

  @Test
  void an_object_that_answers_for_itself_is_not_contradicted() {
    Headers own = Headers.NONE.with("access-control-allow-origin", "*");
    edge.objects.script.add(new Answer.Responded(new Response(200, own, new byte[0])));
    String answer = send(edge, "GET", "/objects/scripted/x", "Origin: " + APP, BEARER);
    assertThat(field(answer, "access-control-allow-origin")).isEqualTo("*");
    assertThat(answer).containsOnlyOnce("llow-").doesNotContain(APP);
  }

  @Test
  void a_node_that_allows_nobody_says_nothing_of_it() {
    try (TestEdge alone = TestEdge.withToken()) {
      assertThat(send(alone, "GET", "/health", "Origin: " + APP))
          .startsWith("HTTP/1.1 200")
          .doesNotContainIgnoringCase("access-control")
          .doesNotContainIgnoringCase("vary:");
    }
  }

  @Test
  void a_node_without_tokens_lets_pages_of_allowed_origins_in_and_read() {
    try (TestEdge open = new TestEdge(EdgeSettings.loopback(0).origins(APP))) {
      String answer = send(open, "GET", "/objects/counter/x", "Origin: " + APP);
      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(field(answer, "access-control-allow-origin")).isEqualTo(APP);
    }
  }
}

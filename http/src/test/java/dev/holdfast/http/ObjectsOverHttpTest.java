package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.spi.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectsOverHttpTest {
  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static String fresh() {
    return UUID.randomUUID().toString();
  }

  @Test
  void a_request_reaches_its_object_and_its_answer_comes_back() {
    String name = fresh();
    assertThat(edge.post("/objects/counter/" + name, "").body()).isEqualTo("1");
    assertThat(edge.post("/objects/counter/" + name, "").body()).isEqualTo("2");
    HttpResponse<String> read = edge.get("/objects/counter/" + name);
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).isEqualTo("2");
    assertThat(read.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
  }

  @Test
  void a_repeat_with_the_same_idempotency_key_takes_no_second_effect() {
    String path = "/objects/counter/" + fresh();
    var once =
        edge.request(path)
            .header("Idempotency-Key", "k1")
            .POST(HttpRequest.BodyPublishers.ofString("a"));
    assertThat(edge.send(once).body()).isEqualTo("1");
    assertThat(edge.send(once).body()).isEqualTo("1");
    assertThat(edge.get(path).body()).isEqualTo("1");
  }

  @Test
  void the_same_key_with_another_body_or_query_is_422() {
    String path = "/objects/counter/" + fresh();
    edge.send(edge.request(path).header("Idempotency-Key", "k").POST(body("a")));
    var other = edge.send(edge.request(path).header("Idempotency-Key", "k").POST(body("b")));
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("urn:holdfast:problem:other-body");
    var query =
        edge.send(edge.request(path + "?x=1").header("Idempotency-Key", "k").POST(body("a")));
    assertThat(query.statusCode()).isEqualTo(422);
  }

  @Test
  void a_read_is_confirmed_only_when_it_is_asked_for() {
    String path = "/objects/counter/" + fresh();
    var confirmed = edge.request(path).header("Holdfast-Read", "confirmed").GET();
    assertThat(edge.send(confirmed).statusCode()).isEqualTo(200);
    assertThat(edge.objects.delivered.getLast().confirmed()).isTrue();
    edge.get(path);
    assertThat(edge.objects.delivered.getLast().confirmed()).isFalse();
  }

  @Test
  void a_confirmed_read_that_is_tried_again_is_still_one() {
    String path = "/objects/scripted/" + fresh();
    edge.objects.script.add(new Answer.NotDone("it moved"));
    edge.objects.script.add(new Answer.Responded(Response.text("here")));
    var confirmed = edge.request(path).header("Holdfast-Read", "Confirmed").GET();
    assertThat(edge.send(confirmed).body()).isEqualTo("here");
    assertThat(edge.objects.delivered.getLast().confirmed()).isTrue();
  }

  @Test
  void another_kind_of_read_is_400() {
    var request = edge.request("/objects/counter/x").header("Holdfast-Read", "fast").GET();
    assertThat(edge.send(request).statusCode()).isEqualTo(400);
    assertThat(edge.send(request).body()).contains("urn:holdfast:problem:malformed");
  }

  @Test
  void an_idempotency_key_longer_than_200_characters_is_400() {
    var request =
        edge.request("/objects/counter/x")
            .header("Idempotency-Key", "k".repeat(201))
            .POST(body(""));
    assertThat(edge.send(request).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/objects/echo/a, a|GET|/|",
    "/objects/echo/a/, a|GET|/|",
    "/objects/echo/a/b/c?x=1&y=%20, a|GET|/b/c|x=1&y=%20",
    "/objects/echo/a%2Fb/c, a/b|GET|/c|",
    "/objects/echo/%C3%A4%20%2B, 'ä +|GET|/|'",
    "/objects/echo/...:;@, '...:;@|GET|/|'",
    "/objects/echo/a/x%2Fy, a|GET|/x/y|",
  })
  void an_object_sees_its_name_and_the_path_below_it(String path, String seen) {
    assertThat(edge.rawGet(path)).startsWith("HTTP/1.1 200").contains("\r\n\r\n" + seen);
  }

  @Test
  void credentials_never_reach_an_object() {
    var response =
        edge.send(
            edge.request("/objects/echo/a")
                .header("Authorization", "Bearer secret-one")
                .header("Cookie", "holdfast_session=secret-two")
                .header("X-Other", "kept"));
    assertThat(response.body()).contains("kept").doesNotContain("secret-one", "secret-two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/objects/counter/",
        "/objects/counter//x",
        "/objects/counter/%00",
        "/objects/counter/a%00b",
        "/objects/counter/.",
        "/objects/counter/..",
        "/objects/counter/../x",
        "/objects/counter/%2e%2E",
        "/objects/counter/a/../b",
        "/objects/counter/a/%00",
        "/objects/counter/%FF",
        "/objects/counter/%C3",
        "/objects/counter/%ED%A0%80",
        "/objects/counter/%zz",
        "/objects/counter/%4",
      })
  void a_name_that_is_none_is_400(String path) {
    String response = edge.rawGet(path);
    assertThat(response).startsWith("HTTP/1.1 400");
    assertThat(response).contains("application/problem+json", "urn:holdfast:problem:malformed");
  }

  @Test
  void names_have_1_to_512_bytes() {
    assertThat(edge.get("/objects/counter/" + "n".repeat(512)).statusCode()).isEqualTo(200);
    assertThat(edge.get("/objects/counter/" + "n".repeat(513)).statusCode()).isEqualTo(400);
    assertThat(edge.get("/objects/counter/" + "%C3%A4".repeat(256)).statusCode()).isEqualTo(200);
    assertThat(edge.get("/objects/counter/" + "%C3%A4".repeat(257)).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/objects/nothing/x", "/objects/Counter/x", "/objects/%2e%2e%2e/x"})
  void an_unknown_type_is_404(String path) {
    String response = edge.rawGet(path);
    assertThat(response).startsWith("HTTP/1.1 404").contains("urn:holdfast:problem:unknown-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/objects", "/objects/counter", "/nothing", "/api/v2/x", "/health/x"})
  void a_path_that_is_not_served_is_404(String path) {
    var response = edge.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("urn:holdfast:problem:not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/queues",
        "/api/v1/objects",
        "/api/v1/documents",
        "/api/v1/credentials",
        "/api/status",
        "/api/cycles",
        "/api/logs"
      })
  void a_reserved_path_is_404_and_says_so(String path) {
    var response = edge.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("urn:holdfast:problem:reserved", "reserved");
  }

  @Test
  void another_method_is_405_with_allow() {
    var response = edge.post("/health", "");
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD");
    var login = edge.send(edge.request("/login").DELETE());
    assertThat(login.headers().firstValue("allow")).hasValue("GET, HEAD, POST");
  }

  @Test
  void head_answers_without_a_body() {
    var head =
        edge.send(edge.request("/health").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void every_response_carries_an_id_and_a_callers_valid_one_is_kept() {
    var own = edge.send(edge.request("/health").header("X-Request-Id", "trace-1.a:b"));
    assertThat(own.headers().firstValue("x-request-id")).hasValue("trace-1.a:b");
    var odd = edge.send(edge.request("/nothing").header("X-Request-Id", "no good"));
    assertThat(odd.headers().firstValue("x-request-id"))
        .hasValueSatisfying(id -> assertThat(id).isNotBlank().isNotEqualTo("no good"));
    edge.send(edge.request("/objects/counter/ids").header("X-Request-Id", "trace-2"));
    assertThat(edge.objects.delivered).anyMatch(each -> each.correlation().equals("trace-2"));
  }

  @Test
  void a_trace_goes_on_behind_the_id_and_the_response_has_the_id_alone() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    var both =
        edge.send(
            edge.request("/objects/counter/traced")
                .header("X-Request-Id", "order-17")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));
    assertThat(both.headers().firstValue("x-request-id")).hasValue("order-17");
    assertThat(edge.objects.delivered)
        .anyMatch(each -> each.correlation().equals("order-17~" + trace + "-01"));
    var alone =
        edge.send(
            edge.request("/objects/counter/traced")
                .header("TraceParent", "00-" + trace + "-00f067aa0ba902b7-00"));
    String id = alone.headers().firstValue("x-request-id").orElseThrow();
    assertThat(edge.objects.delivered)
        .anyMatch(each -> each.correlation().equals(id + "~" + trace));
  }

  @Test
  void a_trace_that_is_malformed_or_there_twice_is_none() {
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    edge.send(
        edge.request("/objects/counter/untraced")
            .header("X-Request-Id", "order-18")
            .header("traceparent", traceparent + "-more"));
    assertThat(edge.objects.delivered).anyMatch(each -> each.correlation().equals("order-18"));
    edge.send(
        edge.request("/objects/counter/untraced")
            .header("X-Request-Id", "order-19")
            .header("traceparent", traceparent)
            .header("traceparent", traceparent));
    assertThat(edge.objects.delivered).anyMatch(each -> each.correlation().equals("order-19"));
  }

  @Test
  void a_request_in_absolute_form_is_understood() {
    assertThat(edge.rawGet("http://localhost/objects/echo/a%2Fb"))
        .startsWith("HTTP/1.1 200")
        .contains("a/b|GET");
  }

  @Test
  void a_client_cannot_forge_the_url_with_a_header() {
    assertThat(edge.rawGet("/objects/echo/real", "Raw-Request-URI: /objects/echo/forged"))
        .contains("real|GET|/||")
        .doesNotContain("forged|");
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }
}

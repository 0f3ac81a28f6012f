package dev.holdfast.http.session;

import static dev.holdfast.http.session.SessionCalls.assertProblem;
import static dev.holdfast.http.session.SessionCalls.json;
import static dev.holdfast.http.session.SessionCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionsApiTest {
  private static final String ADA =
      "{\"chittyId\":\"ada\",\"sessionId\":\"s1\",\"metadata\":{\"a\":1}}";

  private final SessionCalls sessions = new SessionCalls();

  @Test
  void a_context_is_made_with_version_location_and_tag() {
    EdgeResponse.Whole response = sessions.create(ADA);
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.headers().first("etag")).hasValue("\"1\"");
    assertThat(response.headers().first("location")).hasValue("/api/v1/sessions/s1");
    assertThat(text(response))
        .isEqualTo(
            ("{\"sessionId\":\"s1\",\"chittyId\":\"ada\",\"version\":1,\"created\":\"%s\","
                    + "\"updated\":\"%s\",\"expiresAt\":\"%s\",\"ttlSeconds\":86400,"
                    + "\"metadata\":{\"a\":1}}")
                .formatted(
                    HandClock.START, HandClock.START, HandClock.START.plus(Duration.ofHours(24))));
    assertThat(text(sessions.get("/s1"))).isEqualTo(text(response));
  }

  @Test
  void made_again_it_is_200_by_its_owner_and_409_by_another() {
    sessions.create(ADA);
    EdgeResponse.Whole again = sessions.create(ADA.replace("\"a\":1", "\"b\":2"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(json(again).path("metadata").toString()).isEqualTo("{\"a\":1}");
    assertThat(again.headers().first("location")).hasValue("/api/v1/sessions/s1");
    assertProblem(sessions.create(ADA.replace("\"ada\"", "\"bob\"")), 409, "refused");
    assertThat(json(list("chittyId=bob")).path("sessions")).isEmpty();
  }

  @Test
  void without_an_id_the_node_makes_one_and_a_repeat_comes_to_the_same() {
    String body = "{\"chittyId\":\"ada\"}";
    String first = json(sessions.create(body)).path("sessionId").asText();
    assertThat(first).matches("s-[0-9a-f]{32}");
    assertThat(json(sessions.create(body)).path("sessionId").asText()).isNotEqualTo(first);
    Headers key = Headers.NONE.with("Idempotency-Key", "k1");
    EdgeResponse.Whole keyed = sessions.call("POST", "", "", body, key);
    EdgeResponse.Whole repeat = sessions.call("POST", "", "", body, key);
    assertThat(repeat.status()).isEqualTo(201);
    assertThat(text(repeat)).isEqualTo(text(keyed));
    assertProblem(
        sessions.call("POST", "", "", "{\"chittyId\":\"ada\",\"metadata\":{\"x\":1}}", key),
        422,
        "other-body");
    assertThat(json(list("chittyId=ada")).path("sessions")).hasSize(3);
  }

  @Test
  void a_patch_merges_and_counts_and_a_repeat_counts_once() {
    sessions.create(ADA);
    EdgeResponse.Whole merged = sessions.patch("/s1", "{\"metadata\":{\"b\":{\"c\":1}}}");
    assertThat(merged.status()).isEqualTo(200);
    assertThat(merged.headers().first("etag")).hasValue("\"2\"");
    assertThat(json(merged).path("metadata").toString()).isEqualTo("{\"a\":1,\"b\":{\"c\":1}}");
    Headers key = Headers.NONE.with("Idempotency-Key", "k1");
    String remove = "{\"metadata\":{\"b\":null}}";
    sessions.call("PATCH", "/s1", "", remove, key);
    assertThat(json(sessions.call("PATCH", "/s1", "", remove, key)).path("version").asInt())
        .isEqualTo(3);
    EdgeResponse.Whole renewed = sessions.patch("/s1", "{\"ttlSeconds\":60}");
    assertThat(json(renewed).path("expiresAt").asText())
        .isEqualTo(HandClock.START.plusSeconds(60).toString());
    assertThat(json(sessions.get("/s1")).path("version").asInt()).isEqualTo(4);
  }

  @Test
  void numbers_keep_their_digits_from_end_to_end() {
    sessions.create(ADA.replace("1}", "0.12345678901234567890,\"b\":1E+400}"));
    assertThat(text(sessions.get("/s1"))).contains("{\"a\":0.12345678901234567890,\"b\":1E+400}");
  }

  @Test
  void if_match_guards_changes_and_deletion() {
    sessions.create(ADA);
    String patch = "{\"metadata\":{\"n\":1}}";
    assertThat(ifMatch("PATCH", "\"1\"", patch).status()).isEqualTo(200);
    for (String tag : new String[] {"\"1\"", "W/\"2\"", "2", "", "\"x\"", "\"1\", \"3\""}) {
      assertProblem(ifMatch("PATCH", tag, patch), 412, "precondition-failed");
      assertProblem(ifMatch("DELETE", tag, ""), 412, "precondition-failed");
    }
    assertThat(ifMatch("PATCH", "\"9\", \"2\"", "{\"metadata\":{\"n\":2}}").status())
        .isEqualTo(200);
    assertThat(ifMatch("PATCH", "*", patch).status()).isEqualTo(200);
    assertProblem(
        sessions.call("PATCH", "/none", "", patch, tag("if-match", "*")), 404, "not-found");
    assertThat(ifMatch("DELETE", "\"4\"", "").status()).isEqualTo(204);
    assertProblem(sessions.get("/s1"), 404, "not-found");
    assertProblem(ifMatch("DELETE", "\"4\"", ""), 404, "not-found");
  }

  @Test
  void a_repeated_delete_under_one_key_is_answered_as_the_first() {
    sessions.create(ADA);
    Headers key = Headers.NONE.with("Idempotency-Key", "k1");
    assertThat(sessions.call("DELETE", "/s1", "", "", key).status()).isEqualTo(204);
    assertThat(sessions.call("DELETE", "/s1", "", "", key).status()).isEqualTo(204);
  }

  @Test
  void who_has_the_version_is_answered_304() {
    sessions.create(ADA);
    for (String has : new String[] {"\"1\"", "W/\"1\"", "\"0\",\"1\"", "*"}) {
      EdgeResponse.Whole response = sessions.call("GET", "/s1", "", "", tag("if-none-match", has));
      assertThat(response.status()).isEqualTo(304);
      assertThat(response.headers().first("etag")).hasValue("\"1\"");
      assertThat(response.body()).isEmpty();
    }
    assertThat(sessions.call("GET", "/s1", "", "", tag("if-none-match", "\"2\"")).status())
        .isEqualTo(200);
  }

  @Test
  void an_owners_contexts_are_listed_in_pages() {
    for (String id : new String[] {"c", "a", "b"}) {
      sessions.create(ADA.replace("s1", id));
    }
    JsonNode first = json(list("chittyId=ada&limit=2"));
    assertThat(first.path("sessions"))
        .extracting(one -> one.path("sessionId").asText())
        .containsExactly("a", "b");
    assertThat(first.path("sessions").get(0).path("created").asText())
        .isEqualTo(HandClock.START.toString());
    assertThat(first.path("next").asText()).isEqualTo("b");
    JsonNode last = json(list("chittyId=ada&limit=2&after=b"));
    assertThat(last.toString()).doesNotContain("next").contains("\"c\"");
    assertThat(text(list("chittyId=nobody"))).isEqualTo("{\"sessions\":[]}");
  }

  @Test
  void the_figures_add_up() {
    sessions.create(ADA);
    sessions.create(ADA.replace("s1", "s2"));
    sessions.create(ADA.replace("s1", "s3").replace("}}", "},\"ttlSeconds\":60}"));
    sessions.call("DELETE", "/s2", "", "", Headers.NONE);
    sessions.host.advance(Duration.ofSeconds(60));
    assertThat(text(sessions.get("/metrics")))
        .isEqualTo(
            "{\"active\":1,\"asleep\":0,\"created\":3,\"expired\":1,\"deleted\":1,\"sockets\":3,"
                + "\"messages\":7,\"bytesPerObject\":512}");
  }

  @Test
  void the_socket_is_the_contexts_and_is_offered_what_the_client_asked() {
    EdgeResponse response = sessions.answer("GET", "/s1/socket", "after=3", "", Headers.NONE);
    assertThat(response)
        .isInstanceOfSatisfying(
            EdgeResponse.OpenSocket.class,
            open -> {
              assertThat(open.target()).isEqualTo(new ObjectId("session", "s1"));
              assertThat(open.request().parameter("after")).hasValue("3");
            });
  }

  @Test
  void an_id_is_encoded_where_it_is_a_path() {
    EdgeResponse.Whole response = sessions.create(ADA.replace("s1", "a/b c+\u00e9"));
    assertThat(response.headers().first("location"))
        .hasValue("/api/v1/sessions/a%2Fb%20c%2B%C3%A9");
    assertThat(sessions.get("/a/b c+\u00e9").status()).isEqualTo(200);
  }

  private EdgeResponse.Whole list(String query) {
    return sessions.call("GET", "", query, "", Headers.NONE);
  }

  private EdgeResponse.Whole ifMatch(String method, String value, String body) {
    return sessions.call(method, "/s1", "", body, tag("if-match", value));
  }

  private static Headers tag(String name, String value) {
    return Headers.NONE.with(name, value);
  }
}

package dev.holdfast.http.session;

import static dev.holdfast.http.session.SessionCalls.assertProblem;
import static dev.holdfast.http.session.SessionCalls.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chitty.SessionBounds;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.runtime.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API of contexts answers to what it cannot do. */
class SessionsApiBadInputTest {
  private static final String ADA = "{\"chittyId\":\"ada\",\"sessionId\":\"s1\"}";

  private final SessionCalls sessions = new SessionCalls();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}",
        "{\"sessionId\":\"s1\"}",
        "{\"chittyId\":1}",
        "{\"chittyId\":null}",
        "{\"chittyId\":\"a\",\"sessionId\":5}",
        "{\"chittyId\":\"a\",\"sessionId\":null}",
        "{\"chittyId\":\"a\",\"metadata\":[]}",
        "{\"chittyId\":\"a\",\"metadata\":null}",
        "{\"chittyId\":\"a\",\"metadata\":\"x\"}",
        "{\"chittyId\":\"a\",\"ttlSeconds\":\"60\"}",
        "{\"chittyId\":\"a\",\"ttlSeconds\":1.5}",
        "{\"chittyId\":\"a\",\"ttlSeconds\":99999999999999999999}",
        "{\"chittyId\":\"a\",\"ttl\":60}",
        "{\"chittyId\":\"a\",\"chittyId\":\"b\"}",
        "{\"chittyId\":\"a\",\"metadata\":{\"n\":1e99999999999999}}",
        "{\"chittyId\":\"a\"} x"
      })
  void a_body_that_is_no_context_is_400(String body) {
    assertProblem(sessions.create(body), 400, "malformed");
    assertThat(sessions.host.counters().commits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"chittyId\":\"\"}",
        "{\"chittyId\":\"a\\u0000b\"}",
        "{\"chittyId\":\"\\ud800\"}",
        "{\"chittyId\":\"a\",\"sessionId\":\"\"}",
        "{\"chittyId\":\"a\",\"sessionId\":\".\"}",
        "{\"chittyId\":\"a\",\"sessionId\":\"..\"}",
        "{\"chittyId\":\"a\",\"sessionId\":\"metrics\"}",
        "{\"chittyId\":\"a\",\"sessionId\":\"a\\nb\"}",
        "{\"chittyId\":\"a\",\"ttlSeconds\":0}",
        "{\"chittyId\":\"a\",\"ttlSeconds\":-5}",
        "{\"chittyId\":\"a\",\"ttlSeconds\":31536001}",
        "{\"chittyId\":\"a\",\"ttlSeconds\":9223372036854775807}",
        "{\"chittyId\":\"a\",\"metadata\":{\"a\":\"\\udc00\"}}"
      })
  void a_context_outside_its_bounds_is_400(String body) {
    assertProblem(sessions.create(body), 400, "invalid");
    assertThat(sessions.host.counters().commits()).isZero();
  }

  @Test
  void ids_have_up_to_200_characters() {
    String most = "x".repeat(SessionBounds.ID_CHARS_MAX);
    String body = "{\"chittyId\":\"%s\",\"sessionId\":\"%s\"}";
    assertThat(sessions.create(body.formatted(most, most)).status()).isEqualTo(201);
    assertProblem(sessions.create(body.formatted(most + "x", "s")), 400, "invalid");
    assertProblem(sessions.create(body.formatted("ada", most + "x")), 400, "invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{\"version\":2}",
        "{\"chittyId\":\"bob\"}",
        "{\"metadata\":null}",
        "{\"metadata\":[1]}",
        "{\"metadata\":{},\"more\":1}",
        "{\"ttlSeconds\":null}"
      })
  void a_body_that_is_no_patch_is_400(String body) {
    sessions.create(ADA);
    assertProblem(sessions.patch("/s1", body), 400, "malformed");
    assertThat(text(sessions.get("/s1"))).contains("\"version\":1");
  }

  @Test
  void metadata_that_is_nested_too_deep_is_400_and_what_can_be_made_can_be_patched() {
    String metadata = "{\"a\":".repeat(17) + "{}" + "}".repeat(17);
    String body = "{\"chittyId\":\"ada\",\"sessionId\":\"s1\",\"metadata\":%s}";
    assertThat(sessions.create(body.formatted(metadata)).status()).isEqualTo(201);
    assertThat(sessions.patch("/s1", "{\"metadata\":" + metadata.replace("{}", "1") + "}").status())
        .isEqualTo(200);
    assertProblem(sessions.create(body.formatted("{\"a\":" + metadata + "}")), 400, "malformed");
  }

  @Test
  void metadata_past_its_bound_is_413_however_it_comes() {
    String most = "x".repeat(SessionBounds.METADATA_BYTES_MAX - "{\"a\":\"\"}".length());
    String body = "{\"chittyId\":\"ada\",\"sessionId\":\"s1\",\"metadata\":{\"a\":\"%s\"}}";
    assertThat(sessions.create(body.formatted(most)).status()).isEqualTo(201);
    assertProblem(
        sessions.create(body.replace("s1", "s2").formatted(most + "x")), 413, "too-large");
    assertProblem(sessions.patch("/s1", "{\"metadata\":{\"b\":1}}"), 413, "too-large");
    assertThat(text(sessions.get("/s1"))).contains("\"version\":1");
  }

  @Test
  void the_largest_metadata_fits_the_body_limit_of_its_route_however_it_is_escaped() {
    int chars = (SessionBounds.METADATA_BYTES_MAX - "{\"a\":\"\"}".length()) / 2;
    String body =
        "{\"chittyId\":\"%s\",\"sessionId\":\"%s\",\"metadata\":{\"a\":\"%s\"}}"
            .formatted(
                "\\u00fc".repeat(SessionBounds.ID_CHARS_MAX),
                "\\u00fc".repeat(SessionBounds.ID_CHARS_MAX),
                "\\u00fc".repeat(chars));
    assertThat(body.getBytes(UTF_8)).hasSizeLessThan(SessionBounds.BODY_BYTES_MAX);
    assertThat(sessions.create(body).status()).isEqualTo(201);
  }

  @Test
  void another_content_type_is_415_and_says_which_is_taken() {
    sessions.create(ADA);
    Headers text = Headers.NONE.with("content-type", "text/plain");
    Headers merge =
        Headers.NONE.with("content-type", "Application/Merge-Patch+JSON; charset=utf-8");
    assertProblem(sessions.call("POST", "", "", ADA, text), 415, "unsupported-media-type");
    assertProblem(sessions.call("POST", "", "", ADA, merge), 415, "unsupported-media-type");
    String patch = "{\"metadata\":{\"a\":1}}";
    EdgeResponse.Whole refused = sessions.call("PATCH", "/s1", "", patch, text);
    assertProblem(refused, 415, "unsupported-media-type");
    assertThat(refused.headers().first("accept-patch")).hasValue("application/merge-patch+json");
    assertThat(sessions.call("PATCH", "/s1", "", patch, merge).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "chittyId=",
        "chittyId=%00",
        "chittyId=a&limit=0",
        "chittyId=a&limit=1001",
        "chittyId=a&limit=x",
        "chittyId=%ff"
      })
  void a_list_that_is_asked_for_badly_is_400(String query) {
    assertProblem(sessions.call("GET", "", query, "", Headers.NONE), 400, "malformed");
  }

  @Test
  void what_is_not_there_is_404_and_asking_makes_nothing() {
    assertProblem(sessions.get("/none"), 404, "not-found");
    assertProblem(sessions.patch("/none", "{\"metadata\":{}}"), 404, "not-found");
    assertProblem(sessions.call("DELETE", "/none", "", "", Headers.NONE), 404, "not-found");
    assertProblem(sessions.get("/" + "x".repeat(513)), 400, "malformed");
    assertThat(sessions.host.counters().commits()).isZero();
  }
}

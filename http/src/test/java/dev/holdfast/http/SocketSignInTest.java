package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What lets a client open a socket: its origin, and a token in a header, a subprotocol, a cookie.
 */
class SocketSignInTest {
  private static final String APP = "https://app.example.org";
  private static final String AUTHORIZATION = "Authorization: Bearer " + TestEdge.TOKEN;
  private static final String PROTOCOLS = "Sec-WebSocket-Protocol: ";

  private static TestEdge guarded;
  private static TestEdge open;

  @BeforeAll
  static void start() {
    guarded = new TestEdge(EdgeSettings.loopback(0).tokens(TestEdge.TOKEN).origins(APP));
    open = new TestEdge(EdgeSettings.loopback(0).origins(APP));
  }

  @AfterAll
  static void stop() {
    guarded.close();
    open.close();
  }

  private static int status(TestEdge edge, String path, String... headers) {
    try (RawHandshake handshake = RawHandshake.at(edge.edge.port(), path, headers)) {
      return handshake.status();
    }
  }

  private static int status(String... headers) {
    return status(guarded, "/objects/room/sign-in", headers);
  }

  private static String own(TestEdge edge) {
    return "Origin: http://localhost:" + edge.edge.port();
  }

  private static String bearer(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    return "bearer." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String cookie() {
    var signedIn =
        guarded.send(
            guarded
                .request("/login")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + TestEdge.TOKEN)));
    return "Cookie: " + signedIn.headers().firstValue("set-cookie").orElseThrow().split(";", -1)[0];
  }

  @Test
  void pages_of_the_node_and_of_allowed_origins_may_open_sockets() {
    assertThat(status(AUTHORIZATION, own(guarded))).isEqualTo(101);
    assertThat(status(AUTHORIZATION, "Origin: " + APP)).isEqualTo(101);
    assertThat(status(AUTHORIZATION)).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "NULL",
        "",
        "http://localhost:1",
        "https://app.example.org:8443",
        "http://app.example.org"
      })
  void a_page_of_another_origin_may_not_whatever_it_presents(String origin) {
    String from = "Origin: " + origin;
    assertThat(status(AUTHORIZATION, from)).isEqualTo(403);
    assertThat(status(from, PROTOCOLS + "v1, " + bearer(TestEdge.TOKEN))).isEqualTo(403);
    assertThat(status(from, cookie())).isEqualTo(403);
    assertThat(status(guarded, "/objects/echo/public", from)).isEqualTo(403);
    assertThat(status(open, "/objects/room/x", from)).isEqualTo(403);
  }

  @Test
  void a_cookie_counts_only_from_a_page_that_is_allowed_to() {
    String cookie = cookie();
    assertThat(status(cookie, own(guarded))).isEqualTo(101);
    assertThat(status(cookie, "Origin: " + APP)).isEqualTo(101);
    assertThat(status(cookie)).isEqualTo(401);
    assertThat(status(cookie, "Sec-Fetch-Site: same-origin")).isEqualTo(401);
    assertThat(status(cookie, AUTHORIZATION)).isEqualTo(101);
  }

  @Test
  void a_token_among_the_subprotocols_is_one_and_never_the_answer() {
    String offer = PROTOCOLS + bearer(TestEdge.TOKEN) + ", holdfast.v1";
    String answer = RawHandshake.answer(guarded.edge.port(), "/objects/room/sign-in", offer);
    assertThat(answer)
        .startsWith("HTTP/1.1 101")
        .containsIgnoringCase("Sec-WebSocket-Protocol: holdfast.v1\r\n")
        .doesNotContain("bearer.");
    assertThat(status(PROTOCOLS + bearer("a-wrong-token-of-length") + ", v1")).isEqualTo(401);
    assertThat(status(PROTOCOLS + bearer(TestEdge.TOKEN))).isEqualTo(400);
    assertThat(status(PROTOCOLS + "v1, bearer._w")).isEqualTo(400);
  }

  @Test
  void a_wrong_token_in_the_header_is_not_made_good_by_a_right_one_elsewhere() {
    String offer = PROTOCOLS + bearer(TestEdge.TOKEN) + ", v1";
    assertThat(status("Authorization: Bearer a-wrong-token-of-length", offer)).isEqualTo(401);
  }

  @Test
  void a_token_among_the_subprotocols_counts_for_sockets_only() {
    String answer =
        guarded.rawGet("/objects/counter/x", PROTOCOLS + bearer(TestEdge.TOKEN) + ", v1");
    assertThat(answer).startsWith("HTTP/1.1 401");
  }

  @Test
  void a_client_that_offers_protocols_is_answered_with_the_first_and_others_with_none() {
    int port = open.edge.port();
    assertThat(RawHandshake.answer(port, "/objects/room/x", PROTOCOLS + "b, a"))
        .containsIgnoringCase("Sec-WebSocket-Protocol: b\r\n");
    assertThat(RawHandshake.answer(port, "/objects/room/x"))
        .startsWith("HTTP/1.1 101")
        .doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
  }

  @Test
  void the_object_sees_the_protocols_without_the_token() {
    assertThat(status(guarded, "/objects/room/seen", PROTOCOLS + "v1, " + bearer(TestEdge.TOKEN)))
        .isEqualTo(101);
    Request seen =
        guarded.objects.delivered.stream()
            .filter(delivery -> delivery.target().equals(new ObjectId("room", "seen")))
            .map(delivery -> delivery.event())
            .filter(ObjectEvent.SocketOpening.class::isInstance)
            .map(event -> ((ObjectEvent.SocketOpening) event).request())
            .findFirst()
            .orElseThrow();
    assertThat(seen.headers().first("sec-websocket-protocol")).hasValue("v1");
    assertThat(seen.toString()).doesNotContain("bearer.");
  }
}

package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private static TestEdge guarded;
  private static TestEdge open;

  @BeforeAll
  static void start() {
    guarded = TestEdge.withToken();
    open = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    guarded.close();
    open.close();
  }

  private static HttpRequest.Builder bearer(String path, String token) {
    return guarded.request(path).header("Authorization", "Bearer " + token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/objects/counter/x",
        "/objects/nothing/x",
        "/metrics",
        "/api/v1/live",
        "/api/v1/alarms",
        "/api/status"
      })
  void without_a_token_what_is_protected_is_401(String path) {
    var response = guarded.get(path);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate")).isPresent();
    assertThat(guarded.send(bearer(path, "a-wrong-token-of-length")).statusCode()).isEqualTo(401);
  }

  @Test
  void each_of_the_tokens_lets_in() {
    assertThat(guarded.send(bearer("/objects/counter/x", TestEdge.TOKEN)).statusCode())
        .isEqualTo(200);
    assertThat(guarded.send(bearer("/metrics", "another-token-of-length")).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/ready", "/objects/echo/x", "/openapi.json", "/login"})
  void what_is_public_needs_no_token(String path) {
    assertThat(guarded.get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void ids_of_different_callers_are_different_ids() {
    var first = bearer("/objects/counter/scoped", TestEdge.TOKEN).header("Idempotency-Key", "k");
    var second =
        bearer("/objects/counter/scoped", "another-token-of-length").header("Idempotency-Key", "k");
    assertThat(guarded.send(first.POST(HttpRequest.BodyPublishers.noBody())).body()).isEqualTo("1");
    assertThat(guarded.send(second.POST(HttpRequest.BodyPublishers.noBody())).body())
        .isEqualTo("2");
  }

  @Test
  void the_page_sends_a_browser_to_sign_in() {
    var response = guarded.get("/");
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("location")).hasValue("/login");
  }

  @Test
  void signing_in_gives_a_cookie_that_opens_the_page() {
    String cookie = signIn();
    assertThat(guarded.send(guarded.request("/").header("Cookie", cookie)).body())
        .contains("Holdfast");
  }

  @Test
  void the_cookie_is_out_of_reach_of_scripts_and_other_sites_and_holds_no_token() {
    var response = login(TestEdge.TOKEN);
    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("set-cookie"))
        .hasValueSatisfying(cookie ->
            assertThat(cookie)
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain(TestEdge.TOKEN, "Secure"));
  }

  @Test
  void a_wrong_token_signs_nobody_in() {
    var response = login("wrong");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("set-cookie")).isEmpty();
  }

  @Test
  void a_cookie_is_accepted_by_the_API_only_from_an_allowed_origin() {
    String cookie = signIn();
    String own = "http://localhost:" + guarded.edge.port();
    assertThat(withCookie(cookie, "Origin", own)).isEqualTo(200);
    assertThat(withCookie(cookie, "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
    assertThat(withCookie(cookie, "X-Nothing", "x")).isEqualTo(401);
    assertThat(withCookie(cookie, "Origin", "http://evil.example")).isEqualTo(401);
    assertThat(withCookie(cookie, "Origin", "null")).isEqualTo(401);
    assertThat(withCookie(cookie, "Sec-Fetch-Site", "cross-site")).isEqualTo(401);
  }

  @Test
  void a_forged_or_changed_cookie_is_worth_nothing() {
    String cookie = signIn();
    String own = "http://localhost:" + guarded.edge.port();
    String changed = cookie.replaceFirst("=(\\d)", "=9$1");
    assertThat(withCookie(changed, "Origin", own)).isEqualTo(401);
    assertThat(withCookie("holdfast_session=x.y.z", "Origin", own)).isEqualTo(401);
    assertThat(withCookie("holdfast_session=", "Origin", own)).isEqualTo(401);
  }

  @Test
  void signing_out_removes_the_cookie() {
    var response =
        guarded.send(guarded.request("/logout").POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(response.headers().firstValue("set-cookie"))
        .hasValueSatisfying(cookie -> assertThat(cookie).contains("Max-Age=0"));
  }

  @Test
  void another_site_cannot_post_the_sign_in_form() {
    var request =
        guarded
            .request("/login")
            .header("Origin", "http://evil.example")
            .POST(HttpRequest.BodyPublishers.ofString("token=" + TestEdge.TOKEN));
    assertThat(guarded.send(request).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:80", "[::1]"})
  void a_node_without_tokens_answers_to_the_names_of_this_machine(String host) {
    assertThat(raw(host, "X-Nothing: x")).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80"})
  void a_node_without_tokens_answers_403_to_another_host(String host) {
    assertThat(raw(host, "X-Nothing: x"))
        .startsWith("HTTP/1.1 403")
        .contains("urn:holdfast:problem:forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", "https://localhost:1", "http://localhost:1"})
  void a_node_without_tokens_answers_403_to_a_foreign_origin(String origin) {
    assertThat(raw("localhost:2", "Origin: " + origin)).startsWith("HTTP/1.1 403");
  }

  @Test
  void a_node_without_tokens_serves_its_own_pages() {
    assertThat(raw("localhost:2", "Origin: http://localhost:2")).startsWith("HTTP/1.1 200");
  }

  private static String raw(String host, String header) {
    return open.raw(
        "GET /health HTTP/1.1\r\nHost: %s\r\n%s\r\nConnection: close\r\n\r\n"
            .formatted(host, header));
  }

  private static HttpResponse<String> login(String token) {
    return guarded.send(
        guarded
            .request("/login")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("token=" + token)));
  }

  private static String signIn() {
    return login(TestEdge.TOKEN).headers().firstValue("set-cookie").orElseThrow().split(";", -1)[0];
  }

  private static int withCookie(String cookie, String header, String value) {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin,host");
    return guarded
        .send(guarded.request("/objects/counter/x").header("Cookie", cookie).header(header, value))
        .statusCode();
  }
}

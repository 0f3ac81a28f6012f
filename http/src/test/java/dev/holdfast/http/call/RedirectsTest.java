package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static dev.holdfast.http.call.TestCalls.answer;
import static dev.holdfast.http.call.TestCalls.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
  private static final String SECRET = "hunter2-and-more";

  @ParameterizedTest
  @CsvSource({
    "301, /b/c?d, /b/c?d",
    "302, e, /x/e",
    "303, ?q=1, /x/y?q=1",
    "307, ../f, /f",
    "308, /g#h, /g"
  })
  void a_get_follows_within_its_origin(int status, String location, String path) throws Exception {
    try (RawServer server = routes(Map.of("/x/y", RawServer.redirect(status, location)));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(answer(calls.get(server.url("/x/y"))).text()).isEqualTo("arrived");
      assertThat(server.heads.getLast()).startsWith("GET " + path + " HTTP/1.1");
    }
  }

  @Test
  void a_relative_redirect_from_a_bare_host_stays_there() throws Exception {
    try (RawServer server = routes(Map.of("/", RawServer.redirect(302, "next")));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(answer(calls.get(server.url(""))).text()).isEqualTo("arrived");
      assertThat(server.heads.getLast()).startsWith("GET /next ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
  void what_may_change_something_is_not_sent_again_elsewhere(String method) throws Exception {
    try (RawServer server = routes(Map.of("/x", RawServer.redirect(307, "/y")));
        TestCalls calls = TestCalls.of(server)) {
      Outcome outcome = calls.run(Call.http(method, Text.of(server.url("/x"))));
      assertThat(answer(outcome).status()).isEqualTo(307);
      assertThat(server.heads).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/",
        "http://169.254.169.254:%d/latest/meta-data/",
        "http://10.0.0.1:%d/",
        "http://[::1]:%d/",
        "http://[::ffff:127.0.0.1]:%d/",
        "http://[fe80::1]:%d/",
        "//127.0.0.1:%d/"
      })
  void a_redirect_to_a_private_address_is_refused(String target) throws Exception {
    RawServer[] self = new RawServer[1];
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  self[0].head(socket);
                  RawServer.write(
                      socket, RawServer.redirect(302, target.formatted(self[0].port())));
                });
        TestCalls calls = TestCalls.of(server)) {
      self[0] = server;
      assertThat(refusal(calls.get(server.url("/")))).isEqualTo("refused-address");
      assertThat(server.heads).hasSize(1);
    }
  }

  @Test
  void a_redirect_to_another_port_is_refused() throws Exception {
    try (RawServer other = RawServer.answering(PUBLIC, RawServer.ok("x"));
        RawServer server = RawServer.answering(PUBLIC, RawServer.redirect(302, other.url("/")));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(refusal(calls.get(server.url("/")))).isEqualTo("refused-address");
      assertThat(other.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://127.0.0.2/",
        "gopher://127.0.0.2/",
        "javascript:alert(1)",
        "http://user:pass@127.0.0.2/",
        "http:///x",
        "http://exa mple/",
        "%zz"
      })
  void a_redirect_that_cannot_be_followed_is_refused(String target) throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.redirect(302, target));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(refusal(calls.get(server.url("/")))).isEqualTo("bad-redirect");
    }
  }

  @Test
  void five_redirects_are_followed_and_a_circle_is_left() throws Exception {
    try (RawServer five =
            routes(
                Map.of(
                    "/1", RawServer.redirect(302, "/2"),
                    "/2", RawServer.redirect(302, "/3"),
                    "/3", RawServer.redirect(302, "/4"),
                    "/4", RawServer.redirect(302, "/5"),
                    "/5", RawServer.redirect(302, "/6")));
        RawServer circle = RawServer.answering(PUBLIC, RawServer.redirect(302, "/"));
        TestCalls calls = new TestCalls(five.port(), circle.port())) {
      assertThat(answer(calls.get(five.url("/1"))).text()).isEqualTo("arrived");
      assertThat(refusal(calls.get(circle.url("/")))).isEqualTo("bad-redirect");
      assertThat(circle.heads).hasSize(6);
    }
  }

  @Test
  void secrets_stay_with_the_origin_they_were_meant_for() throws Exception {
    RawServer[] first = new RawServer[1];
    try (RawServer other =
            RawServer.on(
                PUBLIC,
                socket -> {
                  first[0].head(socket);
                  RawServer.write(socket, RawServer.redirect(302, first[0].url("/back")));
                });
        RawServer server = routes(Map.of("/a", RawServer.redirect(302, "/b")), other.url("/c"));
        TestCalls calls = new TestCalls(server.port(), other.port())) {
      first[0] = server;
      calls.secrets.put("KEY", SECRET);
      Call.Http call =
          Call.get(Text.of(server.url("/a")))
              .header("X-Key", Text.ofSecret("KEY"))
              .header("Authorization", "Basic abc")
              .header("Cookie", "a=b")
              .header("X-Kind", "note")
              .body("text/plain", Text.ofSecret("KEY"));
      assertThat(answer(calls.run(call)).text()).isEqualTo("arrived");
      assertThat(server.heads).hasSize(4);
      assertThat(server.heads.get(1)).contains("X-Key: " + SECRET, "Basic abc", "Cookie");
      for (String beyond : server.heads.subList(2, 4)) {
        assertThat(beyond)
            .contains("X-Kind: note")
            .doesNotContain(SECRET, "Authorization", "Cookie", "Content-");
      }
    }
  }

  @Test
  void a_redirect_that_carries_a_secret_elsewhere_is_refused() throws Exception {
    try (RawServer other = RawServer.answering(PUBLIC, RawServer.ok("x"));
        RawServer server =
            RawServer.answering(PUBLIC, RawServer.redirect(302, other.url("/bot" + SECRET)));
        TestCalls calls = new TestCalls(server.port(), other.port())) {
      calls.secrets.put("KEY", SECRET);
      Outcome outcome = calls.run(Call.get(Text.of(server.url("/bot")).secret("KEY")));
      assertThat(refusal(outcome)).isEqualTo("bad-redirect");
      assertThat(outcome.toString()).doesNotContain(SECRET);
      assertThat(other.accepted()).isZero();
    }
  }

  @Test
  void a_trusted_url_may_be_private_but_not_what_it_redirects_to() throws Exception {
    try (RawServer target = RawServer.answering("127.0.0.1", RawServer.ok("x"));
        RawServer server =
            RawServer.answering("127.0.0.1", RawServer.redirect(302, target.url("/")));
        TestCalls calls = new TestCalls(server.port(), target.port())) {
      calls.settings.put("DIRECT", target.url("/"));
      calls.settings.put("ROUND", server.url("/"));
      assertThat(answer(calls.run(Call.get(Text.ofSetting("DIRECT")))).ok()).isTrue();
      assertThat(refusal(calls.run(Call.get(Text.ofSetting("ROUND")))))
          .isEqualTo("refused-address");
      assertThat(target.accepted()).isEqualTo(1);
    }
  }

  private static RawServer routes(Map<String, String> answers) {
    return routes(answers, "");
  }

  /** Answers by path; what is not there has arrived, but /b leads to the other one, if there is. */
  private static RawServer routes(Map<String, String> answers, String other) {
    RawServer[] self = new RawServer[1];
    self[0] =
        RawServer.on(
            PUBLIC,
            socket -> {
              String head = self[0].head(socket);
              while (!head.isEmpty()) {
                String path = head.split(" ", 3)[1];
                String otherwise =
                    path.equals("/b") && !other.isEmpty()
                        ? RawServer.redirect(302, other)
                        : RawServer.ok("arrived");
                socket.getInputStream().skipNBytes(bodyBytes(head));
                RawServer.write(socket, answers.getOrDefault(path, otherwise));
                head = self[0].head(socket);
              }
            });
    return self[0];
  }

  private static long bodyBytes(String head) {
    return head.contains("Content-Length: " + SECRET.length()) ? SECRET.length() : 0;
  }
}

package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static dev.holdfast.http.call.TestCalls.answer;
import static dev.holdfast.http.call.TestCalls.failure;
import static dev.holdfast.http.call.TestCalls.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallsTest {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

  @Test
  void all_that_a_call_says_is_sent_with_its_secrets_put_in() throws Exception {
    CompletableFuture<String> body = new CompletableFuture<>();
    RawServer[] self = new RawServer[1];
    RawServer.Conduct taking =
        socket -> {
          self[0].head(socket);
          body.complete(new String(socket.getInputStream().readNBytes(24), StandardCharsets.UTF_8));
          RawServer.write(socket, RawServer.ok("done"));
        };
    try (RawServer server = RawServer.on(PUBLIC, taking);
        TestCalls calls = TestCalls.of(server)) {
      self[0] = server;
      calls.settings.put("API", "http://" + PUBLIC + ":" + server.port());
      calls.secrets.putAll(Map.of("TOKEN", TOKEN, "KEY", "hunter2"));
      Call.Http call =
          Call.post(Text.ofSetting("API").text("//bot").secret("TOKEN").text("/send?a=%20b#c"))
              .header("Authorization", Text.of("Bearer ").secret("KEY"))
              .body("application/json", Text.of("{\"key\":\"").secret("KEY").text("\",\"ä\":1}"));
      Outcome outcome =
          calls.calls.attempt(call, "id-7", TRACE).toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(answer(outcome).status()).isEqualTo(200);
      assertThat(server.heads.getFirst())
          .startsWith("POST //bot" + TOKEN + "/send?a=%20b HTTP/1.1\r\n")
          .contains("Host: 127.0.0.2:" + server.port() + "\r\n")
          .contains("Authorization: Bearer hunter2\r\n")
          .contains("Content-Type: application/json\r\n")
          .contains("Content-Length: 24\r\n")
          .contains("Idempotency-Key: id-7\r\n")
          .contains("traceparent: " + TRACE + "\r\n")
          .contains("User-Agent: Holdfast\r\n")
          .contains("Accept-Encoding: identity\r\n");
      assertThat(server.heads.getFirst().toLowerCase(Locale.ROOT))
          .doesNotContain("upgrade", "cookie", "expect");
      assertThat(body.get()).isEqualTo("{\"key\":\"hunter2\",\"ä\":1}");
    }
  }

  @Test
  void a_call_without_key_and_trace_sends_none() throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x"));
        TestCalls calls = TestCalls.of(server)) {
      calls
          .calls
          .attempt(Call.get(Text.of(server.url(""))), "", "no\r\ntrace: parent")
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      assertThat(server.heads.getFirst())
          .startsWith("GET / HTTP/1.1\r\n")
          .doesNotContainIgnoringCase("idempotency")
          .doesNotContain("trace")
          .doesNotContain("Content-");
    }
  }

  @Test
  void an_answer_is_given_as_it_came() throws Exception {
    String came =
        """
        HTTP/1.1 404 Gone\r
        X-Kind: A\r
        x-kind: b\r
        Transfer-Encoding: chunked\r
        \r
        3\r
        abc\r
        2;x=y\r
        de\r
        0\r
        \r
        """;
    try (RawServer server = RawServer.answering(PUBLIC, came);
        TestCalls calls = TestCalls.of(server)) {
      CallResult.Answered answer = answer(calls.get(server.url("/")));
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.ok()).isFalse();
      assertThat(answer.headers().all("x-kind")).containsExactly("A", "b");
      assertThat(answer.text()).isEqualTo("abcde");
      assertThat(calls.calls.vitals().answered()).isEqualTo(1);
    }
  }

  @Test
  void connections_are_used_again() throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x"));
        TestCalls calls = TestCalls.of(server)) {
      for (int i = 0; i < 5; i++) {
        assertThat(answer(calls.get(server.url("/" + i))).text()).isEqualTo("x");
      }
      assertThat(calls.run(Call.http("HEAD", Text.of(server.url("/")))))
          .isInstanceOf(Outcome.Answered.class);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void a_connection_that_the_server_closed_meanwhile_costs_no_call() throws Exception {
    RawServer[] self = new RawServer[1];
    RawServer.Conduct once =
        socket -> {
          self[0].head(socket);
          RawServer.write(socket, RawServer.ok("x"));
        };
    try (RawServer server = RawServer.on(PUBLIC, once);
        TestCalls calls = TestCalls.of(server)) {
      self[0] = server;
      for (int i = 1; i <= 3; i++) {
        assertThat(answer(calls.get(server.url("/"))).ok()).isTrue();
        server.awaitNoneOpen();
      }
      assertThat(server.accepted()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource({"429, 7, PT7S", "503, 7, PT7S", "503, 99999999, PT24H", "503, soon,", "500, 7,"})
  void an_answer_that_says_not_now_says_when(int status, String after, Duration pause)
      throws Exception {
    String came =
        "HTTP/1.1 %d No\r\nRetry-After: %s\r\nContent-Length: 2\r\n\r\nno".formatted(status, after);
    try (RawServer server = RawServer.answering(PUBLIC, came);
        TestCalls calls = TestCalls.of(server)) {
      Outcome.NotNow outcome = (Outcome.NotNow) calls.get(server.url("/"));
      assertThat(outcome.pause()).isEqualTo(Optional.ofNullable(pause));
      assertThat(outcome.answer().text()).isEqualTo("no");
    }
  }

  @Test
  void a_missing_secret_or_setting_ends_the_call_without_a_word_of_it() throws Exception {
    try (TestCalls calls = new TestCalls()) {
      Outcome noSecret = calls.run(Call.get(Text.of("http://127.0.0.2/").secret("PRIVATE_NAME")));
      Outcome noSetting = calls.run(Call.get(Text.ofSetting("PRIVATE_NAME")));
      assertThat(refusal(noSecret)).isEqualTo("not-configured");
      assertThat(refusal(noSetting)).isEqualTo("not-configured");
      assertThat(noSecret + " " + noSetting).doesNotContain("PRIVATE_NAME");
      assertThat(calls.calls.vitals().failed()).isEqualTo(Map.of(Why.NOT_CONFIGURED, 2L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\r\nHost: lines", "null\0", "ümlaut"})
  void a_secret_that_cannot_stand_where_it_is_named_is_not_sent(String secret) throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x"));
        TestCalls calls = TestCalls.of(server)) {
      calls.secrets.put("S", secret);
      Call.Http call = Call.get(Text.of(server.url("/")));
      assertThat(refusal(calls.run(call.header("X-Key", Text.ofSecret("S")))))
          .isEqualTo("not-configured");
      assertThat(server.heads).isEmpty();
    }
  }

  @Test
  void a_secret_that_breaks_a_url_is_in_no_text() throws Exception {
    try (TestCalls calls = new TestCalls(80)) {
      calls.secrets.put("S", "hunter2 %zz|");
      Outcome outcome = calls.run(Call.get(Text.of("http://127.0.0.2/").secret("S")));
      assertThat(refusal(outcome)).isEqualTo("not-configured");
      assertThat(outcome.toString()).doesNotContain("hunter2");
    }
  }

  @Test
  void a_secret_that_comes_back_is_not_in_the_result() throws Exception {
    String body = "you sent " + TOKEN + " and " + TOKEN.replace(":", "%3A") + " ä";
    String came =
        "HTTP/1.1 307 Else\r\nLocation: http://h/bot%s/x\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(TOKEN, body.length(), body);
    try (RawServer server = RawServer.answering(PUBLIC, came);
        TestCalls calls = TestCalls.of(server)) {
      calls.secrets.put("TOKEN", TOKEN);
      CallResult.Answered answer =
          answer(
              calls.run(
                  Call.post(Text.of(server.url("/bot")).text("").secret("TOKEN").text("/x"))));
      assertThat(answer.headers().first("location")).contains("http://h/bot[secret TOKEN]/x");
      assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1))
          .isEqualTo("you sent [secret TOKEN] and [secret TOKEN] ä");
    }
  }

  @Test
  void a_fault_of_the_node_ends_the_call_without_what_the_fault_says() throws Exception {
    Function<String, Optional<String>> faulty =
        name -> {
          throw new IllegalStateException("the vault said " + TOKEN + " for " + name);
        };
    try (HttpCalls calls =
        new HttpCalls(CallLimits.DEFAULTS, AddressPolicy.PUBLIC, faulty, faulty)) {
      Call.Http call = Call.get(Text.of("http://127.0.0.2/"));
      Outcome early =
          calls.attempt(Call.get(Text.ofSetting("URL")), "", "").toCompletableFuture().get();
      Outcome late =
          calls
              .attempt(call.header("X-Key", Text.ofSecret("KEY")), "", "")
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      assertThat(List.of(refusal(early), refusal(late))).containsOnly("failed");
      assertThat(early + " " + late).doesNotContain(TOKEN);
    }
  }

  @Test
  void a_runner_that_is_closed_answers_what_it_still_has_and_what_comes() throws Exception {
    try (RawServer server = RawServer.on(PUBLIC, RawServer::readForEver);
        TestCalls calls =
            new TestCalls(TestCalls.limits(draft -> draft.running(1, 1)), server.port())) {
      Call.Http call = Call.get(Text.of(server.url("/")));
      CompletableFuture<Outcome> running = calls.begin(call);
      CompletableFuture<Outcome> waiting = calls.begin(call);
      calls.calls.close();
      assertThat(failure(running.get(10, TimeUnit.SECONDS))).isEqualTo("connection-lost");
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Busy.class);
      assertThat(calls.run(call)).isInstanceOf(Outcome.Busy.class);
    }
  }
}

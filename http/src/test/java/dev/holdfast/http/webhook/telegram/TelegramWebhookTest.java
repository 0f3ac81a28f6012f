package dev.holdfast.http.webhook.telegram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeRequest.Caller;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Handler;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.limits.Rate;
import dev.holdfast.http.limits.RateLimits;
import dev.holdfast.http.webhook.WebhookHandler;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Telegram is answered. */
class TelegramWebhookTest {
  private static final String SECRET = "fixture_Secret-Token_123";
  private static final String HEADER = "X-Telegram-Bot-Api-Secret-Token";
  private static final Headers GENUINE = Headers.NONE.with(HEADER, SECRET);

  private final List<Delivery> delivered = new ArrayList<>();
  private final CompletableFuture<Answer> answer = new CompletableFuture<>();
  private final Handler webhook = webhook(TelegramSource.withSecret(SECRET));

  @Test
  void an_update_is_acknowledged_only_after_its_session_has_answered() {
    var response = call(webhook, GENUINE, Fixtures.bytes("message-private-text"));
    assertThat(delivered).hasSize(1);
    assertThat(response).isNotDone();
    answer.complete(new Answer.Done());
    assertThat(response.join().status()).isEqualTo(200);
  }

  @Test
  void an_update_that_was_not_done_is_not_acknowledged() {
    answer.complete(new Answer.OutcomeUnknown());
    var response = call(webhook, GENUINE, Fixtures.bytes("message-private-text")).join();
    assertThat(response.status()).isEqualTo(504);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown-update-type", "callback-query-inline-message"})
  void what_is_ignored_is_acknowledged_at_once(String fixture) {
    assertThat(call(webhook, GENUINE, Fixtures.bytes(fixture)).join().status()).isEqualTo(200);
    assertThat(delivered).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"malformed-array-root", "malformed-no-update-id", "malformed-truncated"})
  void a_malformed_fixture_is_400(String fixture) {
    assertProblem(call(webhook, GENUINE, Fixtures.bytes(fixture)).join(), 400, "malformed");
    assertThat(delivered).isEmpty();
  }

  @Test
  void a_wrong_or_missing_secret_is_401_whatever_the_body() {
    byte[] update = Fixtures.bytes("message-private-text");
    Headers wrong = Headers.NONE.with(HEADER, "wrong");
    assertProblem(call(webhook, wrong, update).join(), 401, "not-authenticated");
    assertProblem(call(webhook, Headers.NONE, update).join(), 401, "not-authenticated");
    assertProblem(call(webhook, wrong, new byte[] {0}).join(), 401, "not-authenticated");
    assertThat(delivered).isEmpty();
  }

  @Test
  void without_a_secret_set_it_is_503_not_configured() {
    Handler open = webhook(TelegramSource.notConfigured());
    byte[] update = Fixtures.bytes("message-private-text");
    assertProblem(call(open, Headers.NONE, update).join(), 503, "not-configured");
    assertProblem(call(open, GENUINE, update).join(), 503, "not-configured");
    assertThat(delivered).isEmpty();
  }

  private Handler webhook(TelegramSource source) {
    var objects =
        new ObjectClient(
            delivery -> {
              delivered.add(delivery);
              return answer;
            },
            Limits.DEFAULTS.askDeadline());
    return new WebhookHandler(source, objects, new RateLimits(Rate.UNLIMITED, 10));
  }

  private static CompletableFuture<EdgeResponse.Whole> call(
      Handler handler, Headers headers, byte[] body) {
    var caller = new Caller(Caller.ANONYMOUS, false);
    var request =
        new EdgeRequest(
            "POST", "/webhook", "", headers, body, "127.0.0.1", true, "test", caller, Map.of());
    try {
      return handler
          .handle(request)
          .thenApply(EdgeResponse.Whole.class::cast)
          .toCompletableFuture();
    } catch (ProblemException problem) {
      var response = (EdgeResponse.Whole) problem.problem().response();
      return CompletableFuture.completedFuture(response);
    }
  }

  private static void assertProblem(EdgeResponse.Whole response, int status, String code) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(new String(response.body(), UTF_8))
        .contains("\"urn:holdfast:problem:" + code + "\"");
  }
}

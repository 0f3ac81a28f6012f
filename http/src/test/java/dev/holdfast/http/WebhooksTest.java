package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.http.limits.BoundedJson;
import dev.holdfast.http.limits.Rate;
import dev.holdfast.http.webhook.Parsed;
import dev.holdfast.http.webhook.Verdict;
import dev.holdfast.http.webhook.WebhookDelivery;
import dev.holdfast.http.webhook.WebhookSource;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {
  record Said(String text) implements Message {}

  /** Proof is the header {@code x-proof: yes}; the body is {@code {"id":..,"to":[..]}}. */
  private static final WebhookSource SOURCE =
      new WebhookSource() {
        @Override
        public String name() {
          return "telegram";
        }

        @Override
        public List<String> proofHeaders() {
          return List.of("x-proof");
        }

        @Override
        public Verdict verify(Headers headers, byte[] body) {
          return switch (headers.first("x-proof").orElse("")) {
            case "yes" -> new Verdict.Genuine();
            case "unset" -> new Verdict.NotConfigured("Set the secret.");
            default -> new Verdict.Forged("Wrong secret.");
          };
        }

        @Override
        public Parsed parse(Headers headers, byte[] body) {
          JsonNode json = BoundedJson.parse(body);
          if (!json.has("id")) {
            return new Parsed.Malformed("There is no id.");
          }
          if (!json.has("to")) {
            return new Parsed.Ignored("nobody to tell");
          }
          String id = json.path("id").asText();
          return new Parsed.Deliver(
              json.path("to").valueStream().map(to -> delivery(to.asText(), id)).toList());
        }
      };

  private static WebhookDelivery delivery(String name, String id) {
    return WebhookDelivery.of(new ObjectId("scripted", name), new Said("hi"), id)
        .following(answer ->
            answer instanceof Answer.Replied(String moved)
                ? Optional.of(delivery(moved, id))
                : Optional.empty());
  }

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = new TestEdge(EdgeSettings.loopback(0), SOURCE);
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  @BeforeEach
  void clear() {
    edge.objects.delivered.clear();
    edge.objects.script.clear();
  }

  private static int post(String path, String proof, String body) {
    return edge.send(
            edge.request(path)
                .header("x-proof", proof)
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .statusCode();
  }

  private static List<String> targets() {
    return edge.objects.delivered.stream().map(each -> each.target().name()).toList();
  }

  @Test
  void a_genuine_update_is_delivered_and_then_acknowledged() {
    assertThat(post("/webhook/telegram", "yes", "{\"id\":1,\"to\":[\"a\",\"b\"]}")).isEqualTo(200);
    assertThat(targets()).containsExactly("a", "b");
    Delivery.RequestId id = edge.objects.delivered.getFirst().id().orElseThrow();
    assertThat(id.scope()).isEqualTo("webhook:telegram");
    assertThat(id.value()).isEqualTo("1");
  }

  @Test
  void the_short_path_means_telegram() {
    assertThat(post("/webhook", "yes", "{\"id\":2,\"to\":[\"a\"]}")).isEqualTo(200);
  }

  @Test
  void a_wrong_secret_is_401_and_a_missing_one_of_ours_503() {
    assertThat(post("/webhook/telegram", "no", "{}")).isEqualTo(401);
    assertThat(post("/webhook/telegram", "unset", "{}")).isEqualTo(503);
    assertThat(edge.objects.delivered).isEmpty();
  }

  @Test
  void two_secrets_are_400() {
    assertThat(
            edge.rawLines(
                "POST /webhook/telegram HTTP/1.1",
                "Host: localhost",
                "x-proof: yes",
                "X-Proof: no",
                "Content-Length: 2",
                "Connection: close",
                "",
                "{}"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void what_makes_no_sense_is_400_and_what_is_not_ours_200() {
    assertThat(post("/webhook/telegram", "yes", "{\"to\":[\"a\"]}")).isEqualTo(400);
    assertThat(post("/webhook/telegram", "yes", "not json")).isEqualTo(400);
    assertThat(post("/webhook/telegram", "yes", "[".repeat(20) + "]".repeat(20))).isEqualTo(400);
    assertThat(post("/webhook/telegram", "yes", "{\"id\":3}")).isEqualTo(200);
    assertThat(edge.objects.delivered).isEmpty();
  }

  @Test
  void a_body_of_5_MB_is_413_before_its_secret_is_looked_at() {
    assertThat(post("/webhook/telegram", "no", "x".repeat(5_000_000))).isEqualTo(413);
  }

  @Test
  void an_answer_that_leads_elsewhere_is_followed() {
    edge.objects.script.add(new Answer.Replied("new-home"));
    assertThat(post("/webhook/telegram", "yes", "{\"id\":4,\"to\":[\"old\"]}")).isEqualTo(200);
    assertThat(targets()).containsExactly("old", "new-home");
  }

  @Test
  void a_circle_of_moves_comes_to_an_end() {
    for (int i = 0; i < 10; i++) {
      edge.objects.script.add(new Answer.Replied("circle" + i));
    }
    assertThat(post("/webhook/telegram", "yes", "{\"id\":5,\"to\":[\"x\"]}")).isEqualTo(200);
    assertThat(targets()).hasSize(5);
  }

  @Test
  void a_refusal_is_acknowledged_because_a_repeat_would_be_refused_again() {
    edge.objects.script.add(new Answer.Refused(Refusal.conflict("closed")));
    assertThat(post("/webhook/telegram", "yes", "{\"id\":6,\"to\":[\"a\"]}")).isEqualTo(200);
  }

  @Test
  void what_may_not_have_taken_effect_is_not_acknowledged_and_stops_the_rest() {
    EdgeSettings brief = EdgeSettings.loopback(0).askDeadline(Duration.ofMillis(300));
    try (TestEdge soon = new TestEdge(brief, SOURCE)) {
      soon.objects.script.add(new Answer.OutcomeUnknown());
      var body = HttpRequest.BodyPublishers.ofString("{\"id\":7,\"to\":[\"a\",\"b\"]}");
      var asked = soon.send(soon.request("/webhook/telegram").header("x-proof", "yes").POST(body));
      assertThat(asked.statusCode()).isEqualTo(504);
      // Under its id it was tried again, as long as the edge waits.
      assertThat(soon.objects.delivered)
          .hasSizeGreaterThan(1)
          .allMatch(delivery -> delivery.target().name().equals("a"));
    }
  }

  @Test
  void another_source_is_404_and_another_method_405() {
    assertThat(post("/webhook/nobody", "yes", "{}")).isEqualTo(404);
    assertThat(edge.get("/webhook/telegram").statusCode()).isEqualTo(405);
  }

  @Test
  void a_source_past_its_rate_gets_429_but_forgeries_do_not_use_it_up() {
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS,
            Map.of(
                "callerRate",
                Rate.UNLIMITED,
                "loopbackRate",
                Rate.UNLIMITED,
                "webhookRate",
                new Rate(1, 1)));
    try (TestEdge slow = new TestEdge(EdgeSettings.loopback(0).limits(limits), SOURCE)) {
      var forged = slow.request("/webhook").header("x-proof", "no");
      var genuine = slow.request("/webhook").header("x-proof", "yes");
      var body = HttpRequest.BodyPublishers.ofString("{\"id\":8}");
      assertThat(slow.send(forged.POST(body)).statusCode()).isEqualTo(401);
      assertThat(slow.send(genuine.POST(body)).statusCode()).isEqualTo(200);
      var second = slow.send(genuine.POST(body));
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.headers().firstValue("retry-after")).isPresent();
    }
  }
}

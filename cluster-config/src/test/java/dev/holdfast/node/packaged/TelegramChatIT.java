package dev.holdfast.node.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on the packaged node: Telegram in, sockets out, nothing lost by {@code kill -9}. */
class TelegramChatIT {
  private static final String SECRET = "a-secret_of-this-test";
  private static final String CHAT = "telegram/7012345678";

  /** A private chat: a command, a message, and the message edited. */
  private static final List<String> UPDATES =
      List.of("message-private-start.json", "message-private-text.json", "edited-message.json");

  @TempDir Path data;

  @Test
  void what_telegram_posted_reaches_every_socket_once_in_order_and_survives_kill_9()
      throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("TELEGRAM_WEBHOOK_SECRET", SECRET);
    List<String> sent;
    try (HttpClient http = HttpClient.newHttpClient()) {
      PackagedNode first = PackagedNode.start(data, environment);
      try (ChatClient one = ChatClient.open(http, first.url(), CHAT, 0);
          ChatClient other = ChatClient.open(http, first.url(), CHAT, 0)) {
        for (String update : UPDATES) {
          postThreeTimes(http, first.url(), fixture(update));
        }
        sent = one.take(UPDATES.size());
        assertThat(other.take(UPDATES.size())).isEqualTo(sent);
        assertThat(one.rest()).isEmpty();
        assertThat(sent.get(0)).startsWith("{\"seq\":1,").contains("/start promo_42");
        assertThat(sent.get(1)).startsWith("{\"seq\":2,");
        assertThat(sent.get(2)).startsWith("{\"seq\":3,").contains("\"edits\":2");
      } finally {
        first.kill();
      }
      PackagedNode second = PackagedNode.start(data, environment);
      try (ChatClient resumed = ChatClient.open(http, second.url(), CHAT, 1)) {
        assertThat(resumed.take(2)).isEqualTo(sent.subList(1, 3));
        assertThat(transcript(http, second.url()))
            .isEqualTo("{\"messages\":[" + String.join(",", sent) + "],\"next\":3}");
        postThreeTimes(http, second.url(), fixture("message-private-text.json"));
        postThreeTimes(
            http,
            second.url(),
            fixture("message-private-text.json").replace("870000101", "870000777"));
        assertThat(resumed.take(1).getFirst()).startsWith("{\"seq\":4,");
        assertThat(resumed.rest()).isEmpty();
        assertThat(second.terminate()).isZero();
      } finally {
        second.close();
      }
    }
  }

  private static void postThreeTimes(HttpClient http, URI node, String update)
      throws IOException, InterruptedException {
    for (int time = 0; time < 3; time++) {
      assertThat(ChatClient.post(http, node.resolve("/webhook/telegram"), SECRET, update))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
    }
  }

  private static String transcript(HttpClient http, URI node)
      throws IOException, InterruptedException {
    URI url = node.resolve("/api/v1/chats/" + CHAT + "/messages?after=0&limit=10");
    return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static String fixture(String name) throws IOException {
    try (InputStream in = TelegramChatIT.class.getResourceAsStream("/telegram/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

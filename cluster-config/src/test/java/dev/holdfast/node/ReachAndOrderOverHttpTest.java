package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chat.Chats;
import dev.holdfast.runtime.Catalogue;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which objects a request reaches, and in which order, from end to end. A sender is a connection,
 * which may send before it is answered.
 */
class ReachAndOrderOverHttpTest {
  private static final int EVENTS = 50;
  private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");

  @TempDir static Path data;

  private static RunningNode node;

  @BeforeAll
  static void start() {
    node =
        RunningNode.start(
            data, Chats.catalogue().and(Catalogue.of(Probe.HASTY)), Map.of(), Map.of());
  }

  @AfterAll
  static void end() {
    node.close();
  }

  @Test
  void events_of_one_sender_are_served_in_order() {
    List<CompletableFuture<String>> senders =
        List.of("a", "b").stream()
            .map(sender -> CompletableFuture.supplyAsync(() -> sendAll(sender)))
            .toList();
    senders.forEach(
        sender -> assertThat(sender.join().split("HTTP/1.1 200 OK", -1)).hasSize(EVENTS + 1));

    List<String> served =
        VALUE
            .matcher(node.get("/objects/hasty/ordered/lines").body())
            .results()
            .map(hit -> hit.group(1))
            .toList();

    assertThat(served).hasSize(2 * EVENTS);
    for (String sender : List.of("a", "b")) {
      assertThat(served.stream().filter(value -> value.startsWith(sender)))
          .containsExactlyElementsOf(values(sender));
    }
  }

  @Test
  void a_path_for_existing_objects_only_reaches_no_missing_one_and_makes_none() {
    String chat = "/api/v1/chats/telegram/77";
    assertThat(node.get(chat).statusCode()).isEqualTo(404);
    assertThat(say(chat, "hello").statusCode()).isEqualTo(404);
    assertThat(node.get(chat + "/messages").statusCode()).isEqualTo(404);
    assertThat(rowsOf("chat/telegram/77")).isZero();
  }

  @Test
  void a_path_for_either_makes_a_missing_object_and_reaches_an_existing_one() {
    String chat = "/api/v1/chats/web/room";
    assertThat(node.get(chat).statusCode()).isEqualTo(404);
    assertThat(say(chat, "first").statusCode()).isEqualTo(201);
    assertThat(say(chat, "second").body()).contains("\"seq\":2");
    assertThat(node.get(chat).statusCode()).isEqualTo(200);
    assertThat(rowsOf("chat/web/room")).isEqualTo(2);
  }

  private static HttpResponse<String> say(String chat, String text) {
    return node.send(
        node.request(chat + "/messages")
            .header("content-type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"author\":\"Ada\",\"text\":\"%s\"}".formatted(text))));
  }

  /** Rows that the journal has of an object. */
  private static int rowsOf(String object) {
    return node.sql("UPDATE journal SET sequence = sequence WHERE object = '%s'".formatted(object));
  }

  private static List<String> values(String sender) {
    return IntStream.range(0, EVENTS).mapToObj(i -> sender + i).toList();
  }

  /** Sends without waiting for answers; all answers, once the node has closed the connection. */
  private static String sendAll(String sender) {
    StringBuilder requests = new StringBuilder();
    for (String value : values(sender)) {
      boolean last = value.equals(sender + (EVENTS - 1));
      requests
          .append("POST /objects/hasty/ordered/append HTTP/1.1\r\nHost: localhost\r\n")
          .append(last ? "Connection: close\r\n" : "")
          .append("Content-Length: %d\r\n\r\n%s".formatted(value.length(), value));
    }
    URI at = node.request("/").build().uri();
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

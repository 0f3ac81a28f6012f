package dev.holdfast.http.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.chat.Chats;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeRequest.Caller;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.Route;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent.SocketOpening;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.DeterministicHost;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.testing.TestCalls;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The chat API over real sessions in memory, called as the edge calls it. */
final class ChatCalls {
  final RecordedFrames frames = new RecordedFrames();
  final DeterministicHost host =
      new DeterministicHost(
          Chats.catalogue(),
          Limits.DEFAULTS,
          new HandClock(),
          new MemoryStore(),
          frames,
          new TestCalls(),
          Map.of());
  private final ObjectClient objects = new ObjectClient(host, Limits.DEFAULTS.askDeadline());
  private final ChatApi api = new ChatApi(objects);

  /** Opens a socket of the chat. */
  void open(String name) {
    var id = new ObjectId("chat", name);
    var opening = new SocketOpening(new SocketId("recorded", "1"), Request.of("GET", "/", ""));
    Answer answer =
        objects
            .deliver(id, opening, Optional.empty(), Delivery.Reach.EITHER, "test")
            .toCompletableFuture()
            .join();
    assertThat(answer).isInstanceOf(Answer.SocketAccepted.class);
  }

  EdgeResponse.Whole post(String chat, String body) {
    return call("POST", "web", chat, "/messages", "", body);
  }

  EdgeResponse.Whole get(String below, String chat, String query) {
    return call("GET", "web", chat, below, query, "");
  }

  EdgeResponse.Whole call(
      String method, String channel, String chat, String below, String query, String body) {
    return call(method, channel, chat, below, query, body, Headers.NONE);
  }

  EdgeResponse.Whole call(
      String method,
      String channel,
      String chat,
      String below,
      String query,
      String body,
      Headers headers) {
    return (EdgeResponse.Whole) answer(method, channel, chat, below, query, body, headers);
  }

  EdgeResponse answer(
      String method,
      String channel,
      String chat,
      String below,
      String query,
      String body,
      Headers headers) {
    Route route =
        api.routes().stream()
            .filter(one -> one.path().endsWith("{chat}" + below) && one.methods().contains(method))
            .findFirst()
            .orElseThrow();
    var request =
        new EdgeRequest(
            method,
            "/api/v1/chats/" + channel + "/" + chat + below,
            query,
            headers,
            body.getBytes(UTF_8),
            "127.0.0.1",
            false,
            "test",
            new Caller(Caller.ANONYMOUS, true),
            Map.of("channel", channel, "chat", chat));
    try {
      return route.handler().handle(request).toCompletableFuture().join();
    } catch (ProblemException problem) {
      return problem.problem().response();
    }
  }

  static void assertProblem(EdgeResponse.Whole response, int status, String code) {
    assertThat(response.status()).as(text(response)).isEqualTo(status);
    assertThat(response.headers().first("content-type")).hasValue("application/problem+json");
    assertThat(text(response)).contains("\"urn:holdfast:problem:" + code + "\"");
  }

  static JsonNode json(EdgeResponse.Whole response) throws IOException {
    assertThat(response.status()).as(text(response)).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  static String text(EdgeResponse.Whole response) {
    return new String(response.body(), UTF_8);
  }
}

package dev.holdfast.http.chat;

import static dev.holdfast.http.chat.ChatCalls.assertProblem;
import static dev.holdfast.http.chat.ChatCalls.json;
import static dev.holdfast.http.chat.ChatCalls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.HandClock;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ChatApiTest {
  private static final String AT = HandClock.START.toString();

  private final ChatCalls chats = new ChatCalls();

  @Test
  void a_post_is_answered_201_with_the_message_object_of_the_contract() {
    EdgeResponse.Whole response = chats.post("lobby", "{\"author\":\"ada\",\"text\":\"hi\"}");
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.headers().first("content-type")).hasValue("application/json");
    assertThat(text(response))
        .isEqualTo("{\"seq\":1,\"at\":\"%s\",\"author\":\"ada\",\"text\":\"hi\"}".formatted(AT));
  }

  @Test
  void a_page_a_frame_and_the_answer_to_a_post_show_the_same_object() throws IOException {
    String posted =
        text(chats.post("lobby", "{\"author\":\"ada\",\"text\":\"\\u00fc \\\"hi\\\" 🔥\"}"));
    chats.open("web/lobby");
    String second = text(chats.post("lobby", "{\"author\":\"bob\",\"text\":\"x\"}"));
    JsonNode page = json(chats.get("/messages", "lobby", "after=0"));
    assertThat(page.path("messages").get(0)).isEqualTo(new ObjectMapper().readTree(posted));
    assertThat(chats.frames.texts).contains(second);
  }

  @Test
  void pages_follow_each_other_by_next() throws IOException {
    for (int i = 1; i <= 5; i++) {
      chats.post("lobby", "{\"author\":\"ada\",\"text\":\"%d\"}".formatted(i));
    }
    JsonNode first = json(chats.get("/messages", "lobby", "limit=3"));
    assertThat(first.path("messages"))
        .extracting(m -> m.path("seq").asInt())
        .containsExactly(1, 2, 3);
    assertThat(first.path("next").asInt()).isEqualTo(3);
    JsonNode second = json(chats.get("/messages", "lobby", "after=3&limit=3"));
    assertThat(second.path("messages"))
        .extracting(m -> m.path("seq").asInt())
        .containsExactly(4, 5);
    JsonNode end = json(chats.get("/messages", "lobby", "after=5"));
    assertThat(end.path("messages")).isEmpty();
    assertThat(end.path("next").asInt()).isEqualTo(5);
  }

  @Test
  void a_page_has_50_messages_when_the_limit_does_not_say() throws IOException {
    for (int i = 1; i <= 51; i++) {
      chats.post("lobby", "{\"author\":\"ada\",\"text\":\"%d\"}".formatted(i));
    }
    assertThat(json(chats.get("/messages", "lobby", "")).path("messages")).hasSize(50);
    assertThat(json(chats.get("/messages", "lobby", "limit=1000")).path("messages")).hasSize(51);
  }

  @Test
  void a_summary_says_what_there_is_to_say() throws IOException {
    chats.post("lobby", "{\"author\":\"ada\",\"text\":\"hi\"}");
    assertThat(text(chats.get("", "lobby", "")))
        .isEqualTo(
            ("{\"channel\":\"web\",\"chat\":\"lobby\",\"created\":\"%s\",\"lastActivity\":\"%s\","
                    + "\"messages\":1,\"tail\":1}")
                .formatted(AT, AT));
  }

  @Test
  void a_repeated_key_gets_the_first_answer_and_is_stored_once() throws IOException {
    Headers key = Headers.NONE.with("Idempotency-Key", "k1");
    String body = "{\"author\":\"ada\",\"text\":\"hi\"}";
    EdgeResponse.Whole first = chats.call("POST", "web", "lobby", "/messages", "", body, key);
    EdgeResponse.Whole again = chats.call("POST", "web", "lobby", "/messages", "", body, key);
    assertThat(again.status()).isEqualTo(201);
    assertThat(text(again)).isEqualTo(text(first));
    assertThat(json(chats.get("/messages", "lobby", "")).path("messages")).hasSize(1);
    String other = "{\"author\":\"ada\",\"text\":\"other\"}";
    assertProblem(
        chats.call("POST", "web", "lobby", "/messages", "", other, key), 422, "other-body");
  }

  @Test
  void the_socket_is_the_sessions_and_is_offered_what_the_client_asked() {
    EdgeResponse response =
        chats.answer("GET", "telegram", "-1.2", "/socket", "after=3", "", Headers.NONE);
    assertThat(response).isInstanceOf(EdgeResponse.OpenSocket.class);
    var open = (EdgeResponse.OpenSocket) response;
    assertThat(open.target()).isEqualTo(new ObjectId("chat", "telegram/-1.2"));
    assertThat(open.request().parameter("after")).hasValue("3");
  }
}

package dev.holdfast.http.chat;

import static dev.holdfast.http.chat.ChatCalls.assertProblem;
import static dev.holdfast.http.chat.ChatCalls.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chat API answers to what it cannot do. */
class ChatApiBadInputTest {
  private final ChatCalls chats = new ChatCalls();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after=-1", "after=x", "after=", "after=1.5", "after=9223372036854775808",
        "limit=0", "limit=1001", "limit=-5", "limit=ten", "limit=99999999999999999999"
      })
  void a_bad_number_is_400(String query) {
    chats.post("lobby", "{\"author\":\"ada\",\"text\":\"hi\"}");
    assertProblem(chats.get("/messages", "lobby", query), 400, "malformed");
  }

  @Test
  void a_chat_that_is_not_there_is_404_and_reading_makes_none() {
    assertProblem(chats.get("", "nobody", ""), 404, "not-found");
    assertProblem(chats.get("/messages", "nobody", ""), 404, "not-found");
    assertThat(chats.host.counters().commits()).isZero();
  }

  @Test
  void a_chat_that_only_a_socket_waits_for_is_404_as_well() {
    chats.open("web/lobby");
    assertProblem(chats.get("", "lobby", ""), 404, "not-found");
    assertProblem(chats.get("/messages", "lobby", ""), 404, "not-found");
  }

  @Test
  void a_telegram_chat_is_made_by_telegram_alone() {
    assertProblem(
        chats.call("POST", "telegram", "7", "/messages", "", "{\"author\":\"a\",\"text\":\"x\"}"),
        404,
        "not-found");
    assertThat(chats.host.counters().commits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}",
        "{\"author\":\"ada\"}",
        "{\"text\":\"hi\"}",
        "{\"author\":1,\"text\":\"hi\"}",
        "{\"author\":\"ada\",\"text\":null}",
        "{\"author\":\"ada\",\"text\":\"hi\"} x",
        "{\"author\":\"ada\",\"author\":\"b\",\"text\":\"x\"}"
      })
  void a_body_that_is_no_post_is_400(String body) {
    assertProblem(chats.post("lobby", body), 400, "malformed");
    assertThat(chats.host.counters().commits()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "65, 1", "1, 0", "1, 4097"})
  void a_post_outside_its_bounds_is_400(int authorChars, int textChars) {
    String body =
        "{\"author\":\"%s\",\"text\":\"%s\"}"
            .formatted("a".repeat(authorChars), "x".repeat(textChars));
    assertProblem(chats.post("lobby", body), 400, "invalid");
  }

  @Test
  void the_longest_post_fits_the_body_limit_of_its_route_however_it_is_escaped() {
    String body =
        "{\"author\":\"%s\",\"text\":\"%s\"}"
            .formatted("\\u00fc".repeat(64), "\\u00fc".repeat(4096));
    assertThat(body.getBytes(UTF_8)).hasSizeLessThan(ChatApi.POST_BYTES_MAX);
    assertThat(chats.post("lobby", body).status()).isEqualTo(201);
  }

  @Test
  void another_content_type_than_json_is_415_and_none_is_taken_as_json() {
    String body = "{\"author\":\"ada\",\"text\":\"hi\"}";
    for (String type : new String[] {"text/plain", "application/xml", ""}) {
      Headers headers = Headers.NONE.with("content-type", type);
      assertProblem(
          chats.call("POST", "web", "lobby", "/messages", "", body, headers),
          415,
          "unsupported-media-type");
    }
    Headers json = Headers.NONE.with("content-type", "Application/JSON; charset=utf-8");
    assertThat(chats.call("POST", "web", "lobby", "/messages", "", body, json).status())
        .isEqualTo(201);
    assertThat(chats.post("lobby", body).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({"Web, lobby", "9, lobby", "'', lobby", "web, ''", "web/x, lobby"})
  void what_names_no_chat_is_400(String channel, String chat) {
    assertProblem(chats.call("GET", channel, chat, "", "", ""), 400, "malformed");
    assertProblem(chats.call("GET", channel, chat, "/socket", "", ""), 400, "malformed");
  }

  @Test
  void a_name_may_hold_a_slash_and_is_bounded() {
    assertThat(chats.post("a/b", "{\"author\":\"ada\",\"text\":\"hi\"}").status()).isEqualTo(201);
    assertProblem(chats.get("", "x".repeat(509), ""), 400, "malformed");
    assertProblem(chats.get("", "a\u0000b", ""), 400, "malformed");
  }
}

package dev.holdfast.actors.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chat.ChatCommand.Post;
import dev.holdfast.actors.chat.ChatCommand.Posted;
import dev.holdfast.actors.chat.ChatCommand.ReadMessages;
import dev.holdfast.actors.chat.ChatCommand.ReadSummary;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import dev.holdfast.runtime.testing.TestSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatSessionTest {
  private final ObjectTester<ChatCommand> chat = ObjectTester.of(ChatSession.TYPE, "web/lobby");

  @Test
  void a_post_is_answered_with_the_stored_message_and_its_number() {
    Posted first = chat.ask(new Post("ada", "hi"));
    assertThat(first.seq()).isEqualTo(1);
    assertThat(first.message()).isEqualTo(ChatMessage.posted(chat.now(), "ada", "hi"));
    assertThat(chat.ask(new Post("bob", "hello")).seq()).isEqualTo(2);
  }

  @Test
  void the_transcript_is_numbered_from_1_without_gaps_also_across_sleep() {
    for (int i = 1; i <= 5; i++) {
      chat.ask(new Post("ada", "text " + i));
      chat.sleepAndWake();
    }
    LogPage<ChatMessage> page = chat.ask(new ReadMessages(0, 1000));
    assertThat(page.entries()).extracting(LogEntry::number).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(page.entries()).extracting(e -> e.value().text()).startsWith("text 1", "text 2");
  }

  @Test
  void a_page_begins_after_the_number_and_names_the_next() {
    for (int i = 1; i <= 5; i++) {
      chat.ask(new Post("ada", "text " + i));
    }
    LogPage<ChatMessage> page = chat.ask(new ReadMessages(2, 2));
    assertThat(page.entries()).extracting(LogEntry::number).containsExactly(3L, 4L);
    assertThat(page.next()).isEqualTo(4);
    assertThat(page.tail()).isEqualTo(5);
  }

  @Test
  void a_repeated_post_gets_the_first_answer_and_is_stored_once() {
    Answer first = chat.send(new Post("ada", "hi"), "key-1");
    chat.sleepAndWake();
    assertThat(chat.send(new Post("ada", "hi"), "key-1")).isEqualTo(first);
    assertThat(chat.ask(new ReadSummary()).tail()).isEqualTo(1);
  }

  @Test
  void a_summary_says_when_it_began_and_when_something_last_happened() {
    Instant begun = chat.now();
    chat.ask(new Post("ada", "hi"));
    chat.advance(Duration.ofMinutes(5));
    chat.ask(new Post("ada", "still there?"));
    var summary = chat.ask(new ReadSummary());
    assertThat(summary.created()).isEqualTo(begun);
    assertThat(summary.lastActivity()).isEqualTo(begun.plus(Duration.ofMinutes(5)));
    assertThat(summary.messages()).isEqualTo(2);
    assertThat(summary.tail()).isEqualTo(2);
  }

  @Test
  void reading_a_chat_without_messages_is_not_found_and_makes_none() {
    assertThat(chat.refusalOf(new ReadSummary()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(chat.refusalOf(new ReadMessages(0, 50)).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(chat.commits()).isZero();
  }

  @Test
  void texts_and_authors_are_taken_up_to_their_bounds() {
    assertThat(chat.ask(new Post("a".repeat(64), "x".repeat(4096))).seq()).isEqualTo(1);
    assertThat(chat.ask(new Post("a", " ")).seq()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0, 5, author", "65, 5, author", "5, 0, text", "5, 4097, text"})
  void a_post_outside_its_bounds_is_refused(int authorChars, int textChars, String names) {
    Refusal refusal = chat.refusalOf(new Post("a".repeat(authorChars), "x".repeat(textChars)));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal.detail()).contains("'" + names + "' has ");
    assertThat(chat.commits()).isZero();
  }

  @Test
  void half_a_surrogate_pair_is_refused() {
    assertThat(chat.refusalOf(new Post("ada", "x\ud83d")).detail()).contains("surrogate");
    assertThat(chat.ask(new Post("ada", "x\ud83d\udd25")).message().text()).isEqualTo("x🔥");
  }

  @Test
  void a_socket_gets_the_message_object_of_the_contract() {
    TestSocket socket = open("/");
    chat.ask(new Post("ada", "say \"hi\""));
    assertThat(socket.texts())
        .containsExactly(
            "{\"seq\":1,\"at\":\"%s\",\"author\":\"ada\",\"text\":\"say \\\"hi\\\"\"}"
                .formatted(chat.now()));
  }

  @Test
  void after_replays_what_was_missed_and_then_goes_live_without_gap_or_repeat() {
    chat.ask(new Post("ada", "one"));
    chat.ask(new Post("ada", "two"));
    chat.sleepAndWake();
    TestSocket back = open("/?after=1");
    chat.ask(new Post("ada", "three"));
    assertThat(back.texts()).hasSize(2);
    assertThat(back.texts().getFirst()).startsWith("{\"seq\":2,");
    assertThat(back.texts().getLast()).startsWith("{\"seq\":3,");
  }

  @Test
  void a_number_of_an_earlier_life_gets_the_whole_transcript_of_this_one() {
    chat.ask(new Post("ada", "one"));
    chat.ask(new Post("ada", "two"));
    TestSocket back = open("/?after=%d".formatted(Long.MAX_VALUE));
    chat.ask(new Post("ada", "three"));
    assertThat(back.texts()).hasSize(3);
    assertThat(back.texts().getFirst()).startsWith("{\"seq\":1,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/?after=0", "/?after=1", "/?after=70"})
  void a_socket_may_wait_for_the_first_message(String path) {
    TestSocket socket = open(path);
    assertThat(chat.refusalOf(new ReadSummary()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
    chat.ask(new Post("ada", "first"));
    assertThat(socket.texts()).hasSize(1);
  }

  @Test
  void frames_from_clients_are_ignored() {
    TestSocket socket = open("/");
    socket.send("{\"author\":\"ada\",\"text\":\"hi\"}");
    assertThat(socket.isClosed()).isFalse();
    assertThat(chat.refusalOf(new ReadSummary()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  private TestSocket open(String path) {
    return chat.open(Request.of("GET", path, ""));
  }
}

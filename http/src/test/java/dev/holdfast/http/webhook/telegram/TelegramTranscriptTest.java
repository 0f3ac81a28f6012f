package dev.holdfast.http.webhook.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chat.ChatMessage;
import dev.holdfast.actors.chat.ChatMessage.Move;
import dev.holdfast.runtime.spi.Answer;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Telegram's updates look like in transcripts. */
class TelegramTranscriptTest {
  private static final String PERSON = "7012345678";
  private static final String FORUM = "-1001987654321";
  private static final String TOPIC = FORUM + ".2988";
  private static final String GROUP = "-4012345678";
  private static final String SUPERGROUP = "-1002000111222";

  private final Sessions sessions = new Sessions();
  private long updateId = 880_000_000;

  @BeforeEach
  void post_every_fixture_three_times() {
    for (String fixture : Fixtures.FOR_TRANSCRIPTS) {
      Answer first = sessions.post(Fixtures.bytes(fixture));
      assertThat(first).as(fixture).isInstanceOf(Answer.Replied.class);
      assertThat(sessions.post(Fixtures.bytes(fixture))).isEqualTo(first);
      assertThat(sessions.post(Fixtures.bytes(fixture))).isEqualTo(first);
    }
  }

  @Test
  void updates_are_in_their_chats_transcript_in_order_and_once() {
    assertThat(sessions.texts(PERSON))
        .containsExactly(
            "/start promo_42",
            "Is anything down in eu-central-1 right now?",
            "Is anything down in eu-central-1 or eu-west-1 right now?");
    assertThat(sessions.texts(GROUP)).containsExactly("hello @fixture_example_bot");
  }

  @Test
  void a_topic_has_a_session_of_its_own_and_the_general_topic_is_the_chat() {
    assertThat(sessions.texts(TOPIC))
        .containsExactly(
            "follow-up question in a topic",
            "/research@fixture_example_bot 🔥 bold claim https://example.test/a?b=c",
            "");
    assertThat(sessions.texts(FORUM))
        .containsExactly("message in the General topic: no is_topic_message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"message_thread_id\":5",
        "\"message_thread_id\":5,\"is_topic_message\":false",
        "\"message_thread_id\":1,\"is_topic_message\":true",
        "\"is_topic_message\":true"
      })
  void a_thread_that_is_no_topic_belongs_to_the_chat(String thread) {
    sessions.post(message("8", thread + ",\"text\":\"x\""));
    assertThat(sessions.texts("8")).containsExactly("x");
  }

  @Test
  void a_message_has_its_authors_name_and_id_and_the_time_of_sending() {
    ChatMessage message = sessions.transcript(PERSON).getFirst();
    assertThat(message.author()).isEqualTo("Test Person");
    assertThat(message.authorId()).hasValue(PERSON);
    assertThat(message.messageId()).hasValue("40");
    assertThat(message.at()).isEqualTo(Instant.ofEpochSecond(1795161570));
    assertThat(sessions.summary(GROUP).title()).hasValue("Fixture basic group");
  }

  @Test
  void an_edit_names_the_entry_it_changes_and_has_the_time_of_editing() {
    ChatMessage edit = sessions.transcript(PERSON).getLast();
    assertThat(edit.edits()).hasValue(2L);
    assertThat(edit.at()).isEqualTo(Instant.ofEpochSecond(1795161660));
  }

  @Test
  void a_button_press_is_an_entry_by_who_pressed_in_the_chat_of_its_message() {
    ChatMessage press = sessions.transcript(TOPIC).getLast();
    assertThat(press.author()).isEqualTo("Other");
    assertThat(press.authorId()).hasValue("512000111");
    assertThat(press.kind()).hasValue("button");
    assertThat(press.messageId()).hasValue("3054");
    assertThat(press.button().orElseThrow().data()).isEqualTo("chart_refresh:eu-central-1:24h");
    assertThat(press.button().orElseThrow().queryId()).isEqualTo("2199023255552123456");
  }

  @Test
  void a_press_on_a_message_too_old_to_show_is_an_entry_too() {
    sessions.post(
        "{\"update_id\":9,\"callback_query\":{\"id\":\"q\",\"from\":{\"id\":1,\"first_name\":\"A\"},"
            + "\"message\":{\"message_id\":3,\"date\":0,\"chat\":{\"id\":5}},\"data\":\"x\"}}");
    assertThat(sessions.transcript("5").getFirst().button()).isPresent();
  }

  @Test
  void a_channel_post_is_the_channels_and_its_edit_names_it() {
    String chat = "\"chat\":{\"id\":-1003,\"title\":\"News\",\"type\":\"channel\"},";
    sessions.post(update("channel_post", 5, chat + "\"text\":\"frist\""));
    sessions.post(update("edited_channel_post", 5, chat + "\"edit_date\":9,\"text\":\"first\""));
    assertThat(sessions.transcript("-1003")).extracting(ChatMessage::author).containsOnly("News");
    assertThat(sessions.transcript("-1003").getLast().edits()).hasValue(1L);
  }

  @Test
  void who_writes_as_a_chat_appears_as_that_chat() {
    sessions.post(
        message(
            "7",
            "\"from\":{\"id\":1087968824,\"first_name\":\"Group\"},"
                + "\"sender_chat\":{\"id\":-1003,\"title\":\"News\"},\"text\":\"x\""));
    assertThat(sessions.transcript("7").getFirst().author()).isEqualTo("News");
    assertThat(sessions.transcript("7").getFirst().authorId()).hasValue("-1003");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"photo\":[{\"file_id\":\"f\"}],\"caption\":\"look\"', photo, look",
    "'\"document\":{},\"animation\":{}', animation, ''",
    "'\"location\":{},\"venue\":{}', venue, ''",
    "'\"video_note\":{}', video-note, ''",
    "'\"new_chat_members\":[]', service, ''",
    "'\"forum_topic_created\":{\"name\":\"x\"}', service, ''",
    "'\"content_of_next_year\":{}', other, ''",
  })
  void other_content_has_its_kind_and_the_caption_as_text(
      String content, String kind, String text) {
    sessions.post(message("8", content));
    ChatMessage message = sessions.transcript("8").getFirst();
    assertThat(message.kind()).hasValue(kind);
    assertThat(message.text()).isEqualTo(text);
  }

  @Test
  void a_service_message_says_what_happened() {
    sessions.post(message("8", "\"pinned_message\":{\"message_id\":1}"));
    assertThat(sessions.transcript("8").getFirst().event()).hasValue("pinned_message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"migrate_to_chat_id\":" + SUPERGROUP, "\"migrate_from_chat_id\":" + GROUP})
  void a_move_is_told_to_both_sessions_whichever_side_reports_it(String report) {
    String chat = report.contains("_to_") ? GROUP : SUPERGROUP;
    sessions.post(message(chat, report));
    var move = new Move("telegram/" + GROUP, "telegram/" + SUPERGROUP);
    assertThat(sessions.transcript(GROUP).getLast().move()).hasValue(move);
    assertThat(sessions.transcript(GROUP).getLast().event()).hasValue("moved-to");
    assertThat(sessions.transcript(SUPERGROUP).getLast().move()).hasValue(move);
    assertThat(sessions.transcript(SUPERGROUP).getLast().event()).hasValue("moved-from");
  }

  @Test
  void both_reports_of_a_move_leave_one_entry_on_each_side() {
    sessions.post(message(GROUP, "\"migrate_to_chat_id\":" + SUPERGROUP));
    sessions.post(message(SUPERGROUP, "\"migrate_from_chat_id\":" + GROUP));
    assertThat(sessions.transcript(GROUP)).hasSize(2);
    assertThat(sessions.transcript(SUPERGROUP)).hasSize(1);
  }

  @Test
  void a_late_update_of_a_moved_group_goes_to_the_new_session_once() {
    sessions.post(message(GROUP, "\"migrate_to_chat_id\":" + SUPERGROUP));
    String late = message(GROUP, "\"text\":\"late\"");
    Answer first = sessions.post(late);
    assertThat(sessions.post(late)).isEqualTo(first);
    assertThat(sessions.transcript(GROUP)).hasSize(2);
    assertThat(sessions.texts(SUPERGROUP)).containsExactly("", "late");
    assertThat(sessions.transcript(SUPERGROUP).getLast().sentTo()).hasValue("telegram/" + GROUP);
  }

  @Test
  void a_repeat_of_an_update_from_before_the_move_stays_where_it_was() {
    Answer first = sessions.post(Fixtures.bytes("message-group-text"));
    sessions.post(message(GROUP, "\"migrate_to_chat_id\":" + SUPERGROUP));
    assertThat(sessions.post(Fixtures.bytes("message-group-text"))).isEqualTo(first);
    assertThat(sessions.texts(SUPERGROUP)).containsExactly("");
  }

  @Test
  void ids_beyond_32_bits_are_kept_whole() {
    sessions.post(
        "{\"update_id\":9007199254740993,\"message\":{\"message_id\":9007199254740993,\"date\":1,"
            + "\"chat\":{\"id\":-9007199254740993},\"text\":\"x\"}}");
    assertThat(sessions.transcript("-9007199254740993").getFirst().messageId())
        .hasValue("9007199254740993");
  }

  private String message(String chat, String content) {
    return update("message", 70, "\"chat\":{\"id\":" + chat + "}," + content);
  }

  private String update(String kind, long messageId, String content) {
    return "{\"update_id\":%d,\"%s\":{\"message_id\":%d,\"date\":7,%s}}"
        .formatted(updateId++, kind, messageId, content);
  }
}

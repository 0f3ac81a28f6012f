package dev.holdfast.actors.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chat.ChatCommand.Content;
import dev.holdfast.actors.chat.ChatCommand.Edited;
import dev.holdfast.actors.chat.ChatCommand.Moved;
import dev.holdfast.actors.chat.ChatCommand.Origin;
import dev.holdfast.actors.chat.ChatCommand.Post;
import dev.holdfast.actors.chat.ChatCommand.Pressed;
import dev.holdfast.actors.chat.ChatCommand.ReadMessages;
import dev.holdfast.actors.chat.ChatCommand.ReadSummary;
import dev.holdfast.actors.chat.ChatCommand.Receipt;
import dev.holdfast.actors.chat.ChatCommand.Received;
import dev.holdfast.actors.chat.ChatMessage.Button;
import dev.holdfast.actors.chat.ChatMessage.Move;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChannelUpdatesTest {
  private static final Instant SENT = Instant.parse("2026-11-21T10:00:00Z");
  private static final String GROUP = "telegram/-4012345678";
  private static final String SUPERGROUP = "telegram/-1002000111222";
  private static final Moved MOVED = new Moved(GROUP, SUPERGROUP, Optional.of(SENT));

  private final ObjectTester<ChatCommand> group = ObjectTester.of(ChatSession.TYPE, GROUP);
  private final ObjectTester<ChatCommand> supergroup =
      ObjectTester.of(ChatSession.TYPE, SUPERGROUP);

  @Test
  void a_received_message_is_stored_as_the_channel_tells_it() {
    assertThat(group.ask(received(41, "hello"))).isEqualTo(stored(1));
    ChatMessage message = transcript(group).getFirst();
    assertThat(message.at()).isEqualTo(SENT);
    assertThat(message.author()).isEqualTo("Test Person");
    assertThat(message.authorId()).hasValue("7012345678");
    assertThat(message.messageId()).hasValue("41");
    assertThat(message.kind()).isEmpty();
    assertThat(group.ask(new ReadSummary()).title()).hasValue("Fixture basic group");
  }

  @Test
  void its_frame_names_sender_and_kind_and_leaves_out_what_is_empty() {
    var socket = group.open(Request.of("GET", "/", ""));
    var photo = new Content(ContentKind.VIDEO_NOTE, "", Optional.empty());
    group.ask(new Received(origin(41), photo));
    assertThat(socket.texts())
        .containsExactly(
            "{\"seq\":1,\"at\":\"2026-11-21T10:00:00Z\",\"author\":\"Test Person\",\"text\":\"\","
                + "\"kind\":\"video-note\",\"authorId\":\"7012345678\",\"messageId\":\"41\"}");
  }

  @Test
  void what_has_no_time_of_its_own_gets_the_time_of_storing() {
    var origin = new Origin(GROUP, Optional.empty(), "a", Optional.empty(), Optional.empty(), 1);
    group.ask(new Received(origin, text("hi")));
    assertThat(transcript(group).getFirst().at()).isEqualTo(group.now());
  }

  @Test
  void a_repeated_update_is_stored_once_and_answered_as_before() {
    Answer first = group.send(received(41, "hello"), "870000101");
    group.sleepAndWake();
    assertThat(group.send(received(41, "hello"), "870000101")).isEqualTo(first);
    assertThat(transcript(group)).hasSize(1);
  }

  @Test
  void an_edit_is_a_new_entry_that_names_the_one_it_changes() {
    group.ask(received(40, "other"));
    group.ask(received(41, "helo"));
    group.sleepAndWake();
    assertThat(group.ask(edited(41, "hello"))).isEqualTo(stored(3));
    assertThat(group.ask(edited(41, "hello!"))).isEqualTo(stored(4));
    List<ChatMessage> transcript = transcript(group);
    assertThat(transcript).extracting(ChatMessage::text).contains("helo", "hello");
    assertThat(transcript.get(2).edits()).hasValue(2L);
    assertThat(transcript.get(2).editsMessageId()).isEmpty();
    assertThat(transcript.get(3).edits()).as("names the original, not the first edit").hasValue(2L);
  }

  @Test
  void an_edit_of_a_message_never_seen_names_it_by_the_channels_number() {
    group.ask(edited(7, "late"));
    assertThat(transcript(group).getFirst().edits()).isEmpty();
    assertThat(transcript(group).getFirst().editsMessageId()).hasValue("7");
  }

  @Test
  void the_index_of_messages_holds_the_newest_and_no_more() {
    for (int id = 1; id <= SourceIndex.MESSAGES_MAX + 2; id++) {
      group.ask(received(id, "text " + id));
    }
    group.ask(received(1, "an old number comes late"));
    group.ask(edited(2, "dropped"));
    group.ask(edited(3, "still known"));
    List<ChatMessage> transcript = transcript(group);
    assertThat(transcript.get(transcript.size() - 2).edits()).isEmpty();
    assertThat(transcript.getLast().edits()).hasValue(3L);
  }

  @Test
  void a_button_press_names_the_entry_with_the_button() {
    group.ask(received(41, "pick one"));
    group.ask(new Pressed(origin(41), "yes", "2199023255552123456"));
    group.ask(new Pressed(origin(12), "no", "2199023255552123457"));
    List<ChatMessage> transcript = transcript(group);
    assertThat(transcript.get(1).kind()).hasValue("button");
    assertThat(transcript.get(1).button())
        .hasValue(new Button("yes", "2199023255552123456", Optional.of(1L)));
    assertThat(transcript.get(2).button().flatMap(Button::on)).isEmpty();
  }

  @Test
  void a_group_that_moved_keeps_its_transcript_and_says_where_it_goes_on() {
    group.ask(received(41, "before"));
    assertThat(group.ask(MOVED)).isEqualTo(new Receipt(Optional.of(2L), Optional.of(SUPERGROUP)));
    assertThat(group.ask(received(42, "late")))
        .isEqualTo(new Receipt(Optional.empty(), Optional.of(SUPERGROUP)));
    assertThat(group.ask(edited(41, "late")).movedTo()).hasValue(SUPERGROUP);
    assertThat(transcript(group)).hasSize(2);
    assertThat(transcript(group).getLast().event()).hasValue("moved-to");
    assertThat(transcript(group).getLast().move()).hasValue(new Move(GROUP, SUPERGROUP));
    assertThat(group.ask(new ReadSummary()).movedTo()).hasValue(SUPERGROUP);
  }

  @Test
  void a_group_that_moved_takes_no_posts() {
    group.ask(MOVED);
    Refusal refusal = group.refusalOf(new Post("ada", "hi"));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(refusal.detail()).contains(SUPERGROUP);
  }

  @Test
  void the_new_session_has_an_entry_that_says_where_it_came_from() {
    assertThat(supergroup.ask(MOVED)).isEqualTo(stored(1));
    assertThat(transcript(supergroup).getFirst().event()).hasValue("moved-from");
    assertThat(transcript(supergroup).getFirst().kind()).hasValue("service");
    assertThat(supergroup.ask(new ReadSummary()).movedFrom()).hasValue(GROUP);
  }

  @Test
  void hearing_of_the_same_move_again_changes_nothing() {
    group.ask(MOVED);
    supergroup.ask(MOVED);
    assertThat(group.ask(MOVED)).isEqualTo(new Receipt(Optional.empty(), Optional.of(SUPERGROUP)));
    assertThat(supergroup.ask(MOVED)).isEqualTo(new Receipt(Optional.empty(), Optional.empty()));
    assertThat(transcript(group)).hasSize(1);
    assertThat(transcript(supergroup)).hasSize(1);
  }

  @Test
  void a_late_update_says_which_chat_it_was_sent_to_and_is_not_mistaken_for_one_here() {
    supergroup.ask(new Received(origin(SUPERGROUP, 41), text("41 of the supergroup")));
    supergroup.ask(edited(41, "41 of the group"));
    supergroup.ask(received(42, "42 of the group"));
    supergroup.ask(new Edited(origin(SUPERGROUP, 42), text("42 of the supergroup")));
    List<ChatMessage> transcript = transcript(supergroup);
    assertThat(transcript.get(0).sentTo()).isEmpty();
    assertThat(transcript.get(1).sentTo()).hasValue(GROUP);
    assertThat(transcript.get(1).edits()).isEmpty();
    assertThat(transcript.get(2).sentTo()).hasValue(GROUP);
    assertThat(transcript.get(3).edits()).isEmpty();
  }

  @Test
  void a_move_that_is_none_of_this_chat_is_refused() {
    var elsewhere = new Moved("telegram/-1", "telegram/-2", Optional.empty());
    var circular = new Moved(GROUP, GROUP, Optional.empty());
    assertThat(group.refusalOf(elsewhere).kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(group.refusalOf(circular).kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(group.commits()).isZero();
  }

  @Test
  void texts_longer_than_telegrams_are_taken_up_to_the_bound() {
    int max = ChatText.RECEIVED_TEXT_CHARS_MAX;
    assertThat(group.ask(received(1, "x".repeat(max)))).isEqualTo(stored(1));
    Refusal refusal = group.refusalOf(received(2, "x".repeat(max + 1)));
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    assertThat(refusal.detail()).contains("65537 characters");
  }

  private static List<ChatMessage> transcript(ObjectTester<ChatCommand> chat) {
    return chat.ask(new ReadMessages(0, 1000)).entries().stream().map(LogEntry::value).toList();
  }

  private static Receipt stored(long seq) {
    return new Receipt(Optional.of(seq), Optional.empty());
  }

  private static Received received(long messageId, String text) {
    return new Received(origin(messageId), text(text));
  }

  private static Edited edited(long messageId, String text) {
    return new Edited(origin(messageId), text(text));
  }

  private static Content text(String text) {
    return new Content(ContentKind.TEXT, text, Optional.empty());
  }

  private static Origin origin(long messageId) {
    return origin(GROUP, messageId);
  }

  private static Origin origin(String chat, long messageId) {
    return new Origin(
        chat,
        Optional.of("Fixture basic group"),
        "Test Person",
        Optional.of("7012345678"),
        Optional.of(SENT),
        messageId);
  }
}

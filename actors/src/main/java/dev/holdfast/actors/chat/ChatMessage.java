package dev.holdfast.actors.chat;

import static java.util.Optional.empty;

import dev.holdfast.actors.chat.ChatCommand.Content;
import dev.holdfast.actors.chat.ChatCommand.Origin;
import dev.holdfast.runtime.Stored;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of a transcript. As JSON, in pages and socket frames, it is an object of {@code seq}
 * (the entry's number) and these components; empty ones are left out.
 *
 * @param at when it was sent, as the channel says; when it was stored, where the channel says
 *     nothing
 * @param author the name to show; empty for what nobody wrote
 * @param text text or caption; empty where there is none
 * @param kind {@link ContentKind#word()}, or {@code button} for a press, or {@code service}; empty
 *     for plain text
 * @param authorId the channel's id of the author
 * @param messageId the channel's id of the message
 * @param edits the {@code seq} of the entry that this one changes
 * @param editsMessageId the channel's id of the message that this one changes, where its entry is
 *     not known: older than the newest {@value SourceIndex#MESSAGES_MAX}, or never seen here
 * @param sentTo the chat it was sent to, where that one has moved here meanwhile
 * @param button the button that was pressed
 * @param event what happened, for a service entry, in the channel's word
 * @param move from where to where the chat moved
 */
@Stored("chat-message")
public record ChatMessage(
    Instant at,
    String author,
    String text,
    Optional<String> kind,
    Optional<String> authorId,
    Optional<String> messageId,
    Optional<Long> edits,
    Optional<String> editsMessageId,
    Optional<String> sentTo,
    Optional<Button> button,
    Optional<String> event,
    Optional<Move> move) {

  /**
   * A button press.
   *
   * @param data what the client sent; it may match no button there is
   * @param queryId by which the channel wants the press answered
   * @param on the {@code seq} of the entry with the button, where it is known
   */
  @Stored("button")
  public record Button(String data, String queryId, Optional<Long> on) {}

  /** A chat that goes on in another session; both as {@code {channel}/{chat}}. */
  @Stored("move")
  public record Move(String from, String to) {}

  /** Something posted over the chat API. */
  static ChatMessage posted(Instant at, String author, String text) {
    return new ChatMessage(
        at, author, text, empty(), empty(), empty(), empty(), empty(), empty(), empty(), empty(),
        empty());
  }

  /** A message from a channel. */
  static ChatMessage received(Instant at, Origin origin, Content content, Optional<String> sentTo) {
    return new ChatMessage(
        at,
        origin.author(),
        content.text(),
        content.kind().word(),
        origin.authorId(),
        Optional.of(Long.toString(origin.messageId())),
        empty(),
        empty(),
        sentTo,
        empty(),
        content.event(),
        empty());
  }

  /** This message as a change of the one that its {@code messageId} names. */
  ChatMessage editing(Optional<Long> seq) {
    Optional<String> unseen = seq.isPresent() ? empty() : messageId;
    return new ChatMessage(
        at, author, text, kind, authorId, messageId, seq, unseen, sentTo, button, event, move);
  }

  /** A button press; {@code messageId} is the message with the button. */
  static ChatMessage pressed(Instant at, Origin origin, Button button, Optional<String> sentTo) {
    return new ChatMessage(
        at,
        origin.author(),
        "",
        Optional.of("button"),
        origin.authorId(),
        Optional.of(Long.toString(origin.messageId())),
        empty(),
        empty(),
        sentTo,
        Optional.of(button),
        empty(),
        empty());
  }

  /** The service entry that tells of a move, in the old session and in the new one. */
  static ChatMessage moved(Instant at, Move move, String event) {
    return new ChatMessage(
        at,
        "",
        "",
        ContentKind.SERVICE.word(),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        Optional.of(event),
        Optional.of(move));
  }
}

package dev.holdfast.actors.chat;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.Stored;
import java.time.Instant;
import java.util.Optional;

/** What a {@link ChatSession} can be asked. */
public sealed interface ChatCommand extends Message {

  /**
   * A message over the chat API. Refused as invalid outside its bounds, as a conflict in a chat
   * that has moved.
   *
   * @param author 1 to {@value ChatText#POST_AUTHOR_CHARS_MAX} characters
   * @param text 1 to {@value ChatText#POST_TEXT_CHARS_MAX} characters
   */
  @Stored("post")
  record Post(String author, String text) implements ChatCommand, Asks<Posted> {}

  /**
   * The entries after {@code after}, at most {@code limit}. Refused as not found while nothing is
   * in the transcript.
   */
  @Stored("read-messages")
  record ReadMessages(long after, int limit) implements ChatCommand, Asks<LogPage<ChatMessage>> {}

  /** What there is to say of the chat. Refused as not found while nothing is in the transcript. */
  @Stored("read-summary")
  record ReadSummary() implements ChatCommand, Asks<Summary> {}

  /**
   * What a channel delivers; each is answered with a {@link Receipt}. Refused as invalid when a
   * text is past its bound in {@link ChatText}.
   */
  sealed interface FromChannel extends ChatCommand, Asks<Receipt> {}

  /** A new message. */
  @Stored("received")
  record Received(Origin origin, Content content) implements FromChannel {}

  /** A message of old has this content now. */
  @Stored("edited")
  record Edited(Origin origin, Content content) implements FromChannel {}

  /** A button on the origin's message was pressed; author is who pressed. */
  @Stored("pressed")
  record Pressed(Origin origin, String data, String queryId) implements FromChannel {}

  /**
   * The chat goes on as another one. Told to the old session, which remembers it and from then on
   * answers where updates go, then to the new one. A repeat changes nothing, so it does not matter
   * from which side of the move the edge hears of it first.
   *
   * @param from the old chat as {@code {channel}/{chat}}
   * @param to the new one
   */
  @Stored("moved")
  record Moved(String from, String to, Optional<Instant> at) implements FromChannel {}

  /**
   * Where something from a channel comes from.
   *
   * @param chat the chat it was sent to, as {@code {channel}/{chat}}
   * @param title what the channel calls that chat, where it has a title
   * @param author the name to show; empty where the channel names nobody
   * @param authorId the channel's id of the author
   * @param at when it was sent or edited, where the channel says
   * @param messageId the channel's number of the message, from 1 and growing within a chat
   */
  @Stored("origin")
  record Origin(
      String chat,
      Optional<String> title,
      String author,
      Optional<String> authorId,
      Optional<Instant> at,
      long messageId) {}

  /**
   * What a message says.
   *
   * @param text text or caption
   * @param event what happened, for {@link ContentKind#SERVICE}, in the channel's word
   */
  @Stored("content")
  record Content(ContentKind kind, String text, Optional<String> event) {}

  /** What was posted, with its number in the transcript. */
  @Stored("posted")
  record Posted(long seq, ChatMessage message) {}

  /**
   * What became of an update.
   *
   * @param seq its number in the transcript; empty when nothing was stored
   * @param movedTo the chat that goes on in place of this one: deliver the update there as well
   */
  @Stored("receipt")
  record Receipt(Optional<Long> seq, Optional<String> movedTo) {}

  /**
   * What there is to say of a chat.
   *
   * @param created when its first entry was stored
   * @param lastActivity when its last entry was stored
   * @param messages entries kept in the transcript
   * @param tail number of the newest entry
   */
  @Stored("summary")
  record Summary(
      Instant created,
      Instant lastActivity,
      long messages,
      long tail,
      Optional<String> title,
      Optional<String> movedTo,
      Optional<String> movedFrom) {}
}

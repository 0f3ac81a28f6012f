package dev.holdfast.http.webhook.telegram;

import dev.holdfast.actors.chat.ChatCommand.Content;
import dev.holdfast.actors.chat.ChatCommand.Origin;
import dev.holdfast.actors.chat.ChatName;
import dev.holdfast.actors.chat.ContentKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the parts of a Telegram Message object that a transcript keeps. */
final class MessageFields {
  private static final String CHANNEL = "telegram";

  /** The General topic. Its messages carry no {@code is_topic_message}: it is the chat itself. */
  private static final long GENERAL_TOPIC = 1;

  /**
   * Kinds by their member, in this order: an animation comes with a document too, and a venue with
   * a location.
   */
  private static final List<ContentKind> MEDIA =
      List.of(
          ContentKind.ANIMATION,
          ContentKind.AUDIO,
          ContentKind.DOCUMENT,
          ContentKind.PAID_MEDIA,
          ContentKind.PHOTO,
          ContentKind.STICKER,
          ContentKind.STORY,
          ContentKind.VIDEO_NOTE,
          ContentKind.VIDEO,
          ContentKind.VOICE,
          ContentKind.CHECKLIST,
          ContentKind.CONTACT,
          ContentKind.DICE,
          ContentKind.GAME,
          ContentKind.INVOICE,
          ContentKind.POLL,
          ContentKind.VENUE,
          ContentKind.LOCATION);

  /** Members of service messages that are told apart; any other is {@link ContentKind#OTHER}. */
  private static final List<String> EVENTS =
      List.of(
          "new_chat_members",
          "left_chat_member",
          "new_chat_title",
          "new_chat_photo",
          "delete_chat_photo",
          "group_chat_created",
          "supergroup_chat_created",
          "channel_chat_created",
          "message_auto_delete_timer_changed",
          "pinned_message",
          "successful_payment",
          "refunded_payment",
          "users_shared",
          "chat_shared",
          "connected_website",
          "write_access_allowed",
          "proximity_alert_triggered",
          "boost_added",
          "chat_background_set",
          "forum_topic_created",
          "forum_topic_edited",
          "forum_topic_closed",
          "forum_topic_reopened",
          "general_forum_topic_hidden",
          "general_forum_topic_unhidden",
          "giveaway_created",
          "giveaway",
          "giveaway_winners",
          "giveaway_completed",
          "video_chat_scheduled",
          "video_chat_started",
          "video_chat_ended",
          "video_chat_participants_invited",
          "web_app_data");

  private MessageFields() {}

  /** The session of a chat. */
  static ChatName chat(long chatId) {
    return new ChatName(CHANNEL, Long.toString(chatId));
  }

  /** The session of a message: its chat, or its topic in a forum. */
  static ChatName session(Fields message) {
    long chatId = message.requireObject("chat").requireNumber("id");
    Optional<Long> thread = message.number("message_thread_id");
    boolean topic =
        message.flag("is_topic_message") && thread.isPresent() && thread.get() != GENERAL_TOPIC;
    return topic ? new ChatName(CHANNEL, chatId + "." + thread.get()) : chat(chatId);
  }

  /** Where a message comes from, sent by its own author. */
  static Origin origin(Fields message, Optional<Instant> at) {
    Optional<Fields> sender = message.object("sender_chat").or(() -> message.object("from"));
    // Posts of a channel have no sender; they are the channel's.
    return origin(message, sender.orElseGet(() -> message.requireObject("chat")), at);
  }

  /** Where something about a message comes from, done by {@code sender}, a User or a Chat. */
  static Origin origin(Fields message, Fields sender, Optional<Instant> at) {
    return new Origin(
        session(message).toString(),
        message.requireObject("chat").text("title"),
        displayName(sender),
        Optional.of(Long.toString(sender.requireNumber("id"))),
        at,
        message.requirePositive("message_id"));
  }

  static Content content(Fields message) {
    Optional<String> text = message.text("text");
    if (text.isPresent()) {
      return new Content(ContentKind.TEXT, text.get(), Optional.empty());
    }
    for (ContentKind kind : MEDIA) {
      if (message.has(kind.name().toLowerCase(Locale.ROOT))) {
        return new Content(kind, message.text("caption").orElse(""), Optional.empty());
      }
    }
    Optional<String> event = EVENTS.stream().filter(message::has).findFirst();
    ContentKind kind = event.isPresent() ? ContentKind.SERVICE : ContentKind.OTHER;
    return new Content(kind, message.text("caption").orElse(""), event);
  }

  /** A user's names, or a chat's title where a chat speaks. */
  private static String displayName(Fields sender) {
    Optional<String> title = sender.text("title");
    if (title.isPresent()) {
      return title.get();
    }
    String first = sender.text("first_name").orElse("");
    return (first + " " + sender.text("last_name").orElse("")).strip();
  }
}

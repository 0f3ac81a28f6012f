package dev.holdfast.http.webhook.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.chat.ChatCommand.Edited;
import dev.holdfast.actors.chat.ChatCommand.FromChannel;
import dev.holdfast.actors.chat.ChatCommand.Moved;
import dev.holdfast.actors.chat.ChatCommand.Pressed;
import dev.holdfast.actors.chat.ChatCommand.Received;
import dev.holdfast.actors.chat.ChatName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a Telegram Update object: which session it is for, and what it says. */
final class UpdateReading {
  /** The kinds that end up in a transcript. An update carries at most one kind. */
  private static final List<String> HANDLED =
      List.of("message", "edited_message", "channel_post", "edited_channel_post", "callback_query");

  private UpdateReading() {}

  /** What an update asks for. */
  sealed interface Update {
    /**
     * Tell this session.
     *
     * @param id the update's number, one more for each update of a bot
     */
    record ForChat(long id, ChatName chat, FromChannel command) implements Update {}

    /** Acknowledge and forget it. */
    record Ignored(String reason) implements Update {}
  }

  /** Throws {@link MalformedUpdateException} when the root is no update. */
  static Update read(JsonNode root) {
    var update = new Fields(root, root.isObject() ? "" : "the update");
    long id = update.requirePositive("update_id");
    List<String> kinds = HANDLED.stream().filter(update::has).toList();
    if (kinds.size() > 1) {
      throw new MalformedUpdateException(
          "the update is of %d kinds: %s. Send one kind an update."
              .formatted(kinds.size(), String.join(", ", kinds)));
    }
    return kinds.isEmpty()
        ? new Update.Ignored("no kind of update that a transcript keeps")
        : read(id, kinds.getFirst(), update.requireObject(kinds.getFirst()));
  }

  private static Update read(long id, String kind, Fields content) {
    return switch (kind) {
      case "message", "channel_post" -> message(id, content);
      case "edited_message", "edited_channel_post" -> edited(id, content);
      default -> pressed(id, content);
    };
  }

  private static Update message(long id, Fields message) {
    Optional<Instant> sent = date(message);
    Optional<Long> to = message.number("migrate_to_chat_id");
    Optional<Long> from = message.number("migrate_from_chat_id");
    if (to.isEmpty() && from.isEmpty()) {
      var received =
          new Received(MessageFields.origin(message, sent), MessageFields.content(message));
      return new Update.ForChat(id, MessageFields.session(message), received);
    }
    // Telegram tells of a move twice, in the old group and in the new one. Both are told to the old
    // session first: it answers where to go on, so whichever comes first informs both.
    long self = message.requireObject("chat").requireNumber("id");
    ChatName old = MessageFields.chat(from.orElse(self));
    ChatName now = MessageFields.chat(to.orElse(self));
    if (old.equals(now)) {
      throw new MalformedUpdateException("the chat moves to itself. Name the new chat.");
    }
    return new Update.ForChat(id, old, new Moved(old.toString(), now.toString(), sent));
  }

  private static Update edited(long id, Fields message) {
    Optional<Instant> at = message.time("edit_date").or(() -> date(message));
    var edited = new Edited(MessageFields.origin(message, at), MessageFields.content(message));
    return new Update.ForChat(id, MessageFields.session(message), edited);
  }

  /** Without a message, the button is on an inline message: it belongs to no chat we know. */
  private static Update pressed(long id, Fields query) {
    String queryId = query.requireText("id");
    Fields presser = query.requireObject("from");
    Optional<Fields> message = query.object("message");
    if (message.isEmpty()) {
      return new Update.Ignored("the pressed button is in no chat");
    }
    var origin = MessageFields.origin(message.get(), presser, Optional.empty());
    var pressed = new Pressed(origin, query.text("data").orElse(""), queryId);
    return new Update.ForChat(id, MessageFields.session(message.get()), pressed);
  }

  private static Optional<Instant> date(Fields message) {
    message.requireNumber("date");
    return message.time("date");
  }
}

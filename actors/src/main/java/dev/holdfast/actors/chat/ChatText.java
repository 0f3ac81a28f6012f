package dev.holdfast.actors.chat;

import dev.holdfast.actors.chat.ChatCommand.FromChannel;
import dev.holdfast.actors.chat.ChatCommand.Origin;
import dev.holdfast.actors.chat.ChatCommand.Post;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Utf8Order;
import java.util.Optional;

/** The bounds of what goes into a transcript, all in UTF-16 code units, and the check of them. */
public final class ChatText {
  /** A text over the API: what Telegram takes in one message. Source: Bot API, sendMessage. */
  public static final int POST_TEXT_CHARS_MAX = 4_096;

  /** An author over the API: as long as one name of a Telegram user. */
  public static final int POST_AUTHOR_CHARS_MAX = 64;

  /**
   * A text from a channel. Telegram stops at 4,096, captions at 1,024, both after its own markup is
   * taken out; room is left for channels and years with longer ones.
   */
  public static final int RECEIVED_TEXT_CHARS_MAX = 65_536;

  /** A name, title or id from a channel. Telegram's longest, a title, has 128 characters. */
  public static final int RECEIVED_NAME_CHARS_MAX = 512;

  private ChatText() {}

  /** Why the post is not taken, or empty. */
  static Optional<Refusal> refusal(Post post) {
    return bounded("author", post.author(), 1, POST_AUTHOR_CHARS_MAX)
        .or(() -> bounded("text", post.text(), 1, POST_TEXT_CHARS_MAX));
  }

  /**
   * Why a session refuses the update, or empty. For the edge too, which can tell the sender before
   * the session is asked.
   */
  public static Optional<Refusal> refusal(FromChannel update) {
    return switch (update) {
      case ChatCommand.Received(Origin origin, ChatCommand.Content content) ->
          refusal(origin).or(() -> refusal(content));
      case ChatCommand.Edited(Origin origin, ChatCommand.Content content) ->
          refusal(origin).or(() -> refusal(content));
      case ChatCommand.Pressed(Origin origin, String data, String queryId) ->
          refusal(origin).or(() -> name("data", data)).or(() -> name("query id", queryId));
      case ChatCommand.Moved(String from, String to, _) ->
          name("from", from).or(() -> name("to", to));
    };
  }

  private static Optional<Refusal> refusal(Origin origin) {
    if (origin.messageId() < 0) {
      return Optional.of(Refusal.invalid("the message id is negative. Send the channel's own."));
    }
    return name("chat", origin.chat())
        .or(() -> name("author", origin.author()))
        .or(() -> name("title", origin.title().orElse("")))
        .or(() -> name("author id", origin.authorId().orElse("")));
  }

  private static Optional<Refusal> refusal(ChatCommand.Content content) {
    return bounded("text", content.text(), 0, RECEIVED_TEXT_CHARS_MAX)
        .or(() -> name("event", content.event().orElse("")));
  }

  private static Optional<Refusal> name(String what, String text) {
    return bounded(what, text, 0, RECEIVED_NAME_CHARS_MAX);
  }

  private static Optional<Refusal> bounded(String what, String text, int min, int max) {
    if (text.length() < min || text.length() > max) {
      return Optional.of(
          Refusal.invalid(
              "'%s' has %d characters, allowed are %d to %d. Change its length."
                  .formatted(what, text.length(), min, max)));
    }
    return Utf8Order.loneSurrogate(text) < 0
        ? Optional.empty()
        : Optional.of(
            Refusal.invalid(
                "'%s' has half a surrogate pair and cannot be written as UTF-8. Send whole"
                        .formatted(what)
                    + " characters."));
  }
}

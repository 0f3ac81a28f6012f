package dev.holdfast.actors.chat;

import dev.holdfast.runtime.ObjectId;
import java.util.regex.Pattern;

/**
 * Which chat a session is: the channel and the chat's id there. The session's object is named
 * {@code {channel}/{chat}}, for example {@code telegram/-1001987654321.2988}.
 *
 * @param channel {@code [a-z][a-z0-9-]{0,62}}
 * @param chat what the channel calls it; with the channel and the slash at most 512 bytes of UTF-8
 */
public record ChatName(String channel, String chat) {
  private static final Pattern CHANNEL = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  public ChatName {
    if (!CHANNEL.matcher(channel).matches()) {
      throw new IllegalArgumentException(
          "channel '%.80s' is not of the form %s. Use lower-case letters, digits and dashes."
              .formatted(channel, CHANNEL.pattern()));
    }
    if (chat.isEmpty()) {
      throw new IllegalArgumentException("the chat has no name. Put one after the channel.");
    }
    var _ = new ObjectId("chat", channel + "/" + chat);
  }

  /**
   * Reads {@code {channel}/{chat}}. Throws {@link IllegalArgumentException} saying what is wrong.
   */
  public static ChatName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "a chat is written channel/chat; '%.80s' has no slash.".formatted(text));
    }
    return new ChatName(text.substring(0, slash), text.substring(slash + 1));
  }

  /** The session's object. */
  public ObjectId id() {
    return new ObjectId(ChatSession.TYPE.name(), toString());
  }

  @Override
  public String toString() {
    return channel + "/" + chat;
  }
}

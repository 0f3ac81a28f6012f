package dev.holdfast.actors.chat;

import dev.holdfast.runtime.Stored;
import java.time.Instant;
import java.util.Optional;

/**
 * What a session keeps beside its transcript. There is one from the first entry on.
 *
 * @param indexed how many messages {@link SourceIndex} holds
 * @param movedTo the chat that goes on in place of this one
 * @param movedFrom the chat that this one goes on from
 */
@Stored("chat-state")
record ChatState(
    Instant created,
    Instant lastActivity,
    int indexed,
    Optional<String> title,
    Optional<String> movedTo,
    Optional<String> movedFrom) {

  static ChatState createdAt(Instant now) {
    return new ChatState(now, now, 0, Optional.empty(), Optional.empty(), Optional.empty());
  }

  ChatState activeAt(Instant now) {
    return new ChatState(created, now, indexed, title, movedTo, movedFrom);
  }

  ChatState indexed(int messages) {
    return new ChatState(created, lastActivity, messages, title, movedTo, movedFrom);
  }

  /** With the title it has now; without one the old one stays. */
  ChatState titled(Optional<String> now) {
    return new ChatState(created, lastActivity, indexed, now.or(() -> title), movedTo, movedFrom);
  }

  ChatState movedTo(String chat) {
    return new ChatState(created, lastActivity, indexed, title, Optional.of(chat), movedFrom);
  }

  ChatState movedFrom(String chat) {
    return new ChatState(created, lastActivity, indexed, title, movedTo, Optional.of(chat));
  }
}

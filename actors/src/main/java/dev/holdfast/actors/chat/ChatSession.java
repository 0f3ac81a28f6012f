package dev.holdfast.actors.chat;

import dev.holdfast.actors.LogFollowing;
import dev.holdfast.actors.Presence;
import dev.holdfast.actors.chat.ChatCommand.FromChannel;
import dev.holdfast.actors.chat.ChatCommand.Post;
import dev.holdfast.actors.chat.ChatCommand.Posted;
import dev.holdfast.actors.chat.ChatCommand.ReadMessages;
import dev.holdfast.actors.chat.ChatCommand.ReadSummary;
import dev.holdfast.actors.chat.ChatCommand.Summary;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.SocketRules;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.util.Optional;

/**
 * One chat: a transcript that is complete, numbered from 1 without gaps, and pushed to every socket
 * that follows it. Its name is a {@link ChatName}.
 *
 * <p>Messages are posted over the chat API or received from a channel. An edit does not change the
 * entry it is about; it is a new entry that names the old one. A chat that moved (on Telegram a
 * group that became a supergroup) keeps its transcript, takes no further entry and says where it
 * goes on.
 *
 * <p>Sockets receive and do not send: frames from clients are ignored, because posting wants an
 * answer (the message's {@code seq}, or why it was refused) and a safe way to try again, and a
 * frame has neither. Post over the API.
 */
public final class ChatSession implements DurableObject<ChatCommand> {
  public static final ObjectType<ChatCommand> TYPE =
      ObjectType.of("chat", ChatCommand.class, ChatSession::new)
          .sockets(SocketRules.DEFAULTS.autoAnswer("ping", "pong"));

  /** The transcript. */
  public static final Log<ChatMessage> TRANSCRIPT = Log.of("transcript", ChatMessage.class);

  static final StorageKey<ChatState> STATE = StorageKey.of("state", ChatState.class);

  @Override
  public Turn onMessage(ChatCommand command, ObjectContext context) {
    Optional<ChatState> state = context.storage().get(STATE);
    return switch (command) {
      case Post post -> posted(post, state, context);
      case FromChannel update -> ChannelUpdates.decide(update, state, context);
      case ReadMessages _ when state.isEmpty() -> nothingYet(context);
      case ReadMessages read ->
          Turn.draft().replyPage(read, TRANSCRIPT, read.after(), read.limit());
      case ReadSummary read ->
          state
              .map(now -> Turn.draft().reply(read, summary(now, context)))
              .orElseGet(() -> nothingYet(context));
    };
  }

  /**
   * Follows the transcript, see {@link LogFollowing}, under the name that it gives, see {@link
   * Presence}; also of a chat without entries yet.
   */
  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    Optional<Refusal> noName = Presence.refusal(opening.request());
    if (noName.isPresent()) {
      return Turn.refuse(noName.get());
    }
    SocketOptions options = Presence.options(opening.request());
    Turn turn = LogFollowing.accept(opening, TRANSCRIPT, context, options);
    return turn.refusal().isPresent() ? turn : Presence.joining(turn, opening, context);
  }

  @Override
  public Turn onSocketClosed(ObjectEvent.SocketClosed closed, ObjectContext context) {
    return Presence.left(closed, context);
  }

  @Override
  public Turn onSocketsLost(ObjectEvent.SocketsLost lost, ObjectContext context) {
    return Presence.everybody(context);
  }

  private static Turn posted(Post post, Optional<ChatState> state, ObjectContext context) {
    Optional<Refusal> refusal =
        ChatText.refusal(post).or(() -> state.flatMap(ChatState::movedTo).map(ChatSession::gone));
    if (refusal.isPresent()) {
      return Turn.refuse(refusal.get());
    }
    ChatMessage message = ChatMessage.posted(context.now(), post.author(), post.text());
    return Turn.draft()
        .append(TRANSCRIPT, message)
        .put(STATE, active(state, context))
        .reply(post, new Posted(nextSeq(context), message));
  }

  /** The state as it is after one more entry. */
  static ChatState active(Optional<ChatState> state, ObjectContext context) {
    return state.orElseGet(() -> ChatState.createdAt(context.now())).activeAt(context.now());
  }

  /** The number that the next entry gets. */
  static long nextSeq(ObjectContext context) {
    return context.log(TRANSCRIPT).tail() + 1;
  }

  private static Summary summary(ChatState state, ObjectContext context) {
    LogView transcript = context.log(TRANSCRIPT);
    return new Summary(
        state.created(),
        state.lastActivity(),
        transcript.size(),
        transcript.tail(),
        state.title(),
        state.movedTo(),
        state.movedFrom());
  }

  private static Turn nothingYet(ObjectContext context) {
    return Turn.refuse(
        Refusal.notFound(
            "chat '%s' has no messages yet. Check its name, or post the first one."
                .formatted(context.id().name())));
  }

  private static Refusal gone(String to) {
    return Refusal.conflict("this chat goes on as '%s'. Post there.".formatted(to));
  }
}

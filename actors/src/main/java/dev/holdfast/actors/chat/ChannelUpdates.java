package dev.holdfast.actors.chat;

import dev.holdfast.actors.chat.ChatCommand.Edited;
import dev.holdfast.actors.chat.ChatCommand.FromChannel;
import dev.holdfast.actors.chat.ChatCommand.Moved;
import dev.holdfast.actors.chat.ChatCommand.Origin;
import dev.holdfast.actors.chat.ChatCommand.Pressed;
import dev.holdfast.actors.chat.ChatCommand.Receipt;
import dev.holdfast.actors.chat.ChatCommand.Received;
import dev.holdfast.actors.chat.ChatMessage.Button;
import dev.holdfast.actors.chat.ChatMessage.Move;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Turn;
import java.time.Instant;
import java.util.Optional;

/** What a session decides about what its channel delivers. */
final class ChannelUpdates {
  private ChannelUpdates() {}

  static Turn decide(FromChannel update, Optional<ChatState> state, ObjectContext context) {
    Optional<Refusal> refusal = ChatText.refusal(update);
    if (refusal.isPresent()) {
      return Turn.refuse(refusal.get());
    }
    Optional<String> elsewhere = state.flatMap(ChatState::movedTo);
    return switch (update) {
      case Moved moved -> moved(moved, state, context);
      case Received _, Edited _, Pressed _ when elsewhere.isPresent() ->
          Turn.draft().reply(update, new Receipt(Optional.empty(), elsewhere));
      case Received received -> received(received, state, context);
      case Edited edited -> edited(edited, state, context);
      case Pressed pressed -> pressed(pressed, state, context);
    };
  }

  private static Turn received(Received update, Optional<ChatState> state, ObjectContext context) {
    Origin origin = update.origin();
    Optional<String> sentTo = sentTo(origin, context);
    var message = ChatMessage.received(at(origin.at(), context), origin, update.content(), sentTo);
    ChatState now = ChatSession.active(state, context);
    if (sentTo.isPresent()) {
      return stored(update, message, now, context);
    }
    // Asked of the turn first, because it decides how many the index holds.
    Turn index = Turn.draft();
    int indexed =
        SourceIndex.add(
            index,
            context.storage(),
            now.indexed(),
            origin.messageId(),
            ChatSession.nextSeq(context));
    return stored(index, update, message, now.indexed(indexed).titled(origin.title()), context);
  }

  private static Turn edited(Edited update, Optional<ChatState> state, ObjectContext context) {
    Origin origin = update.origin();
    Optional<String> sentTo = sentTo(origin, context);
    var message =
        ChatMessage.received(at(origin.at(), context), origin, update.content(), sentTo)
            .editing(seqOf(origin, context));
    return stored(update, message, ChatSession.active(state, context), context);
  }

  private static Turn pressed(Pressed update, Optional<ChatState> state, ObjectContext context) {
    Origin origin = update.origin();
    var button = new Button(update.data(), update.queryId(), seqOf(origin, context));
    var message =
        ChatMessage.pressed(at(origin.at(), context), origin, button, sentTo(origin, context));
    return stored(update, message, ChatSession.active(state, context), context);
  }

  private static Turn moved(Moved update, Optional<ChatState> state, ObjectContext context) {
    String self = context.id().name();
    if (update.from().equals(update.to())) {
      return Turn.refuse(Refusal.invalid("a chat cannot move to itself. Name the new one."));
    }
    if (self.equals(update.from())) {
      Optional<String> to = Optional.of(update.to());
      return state.flatMap(ChatState::movedTo).equals(to)
          ? Turn.draft().reply(update, new Receipt(Optional.empty(), to))
          : movedAway(update, state, context);
    }
    if (!self.equals(update.to())) {
      return Turn.refuse(
          Refusal.invalid("chat '%s' has no part in this move. Tell the two.".formatted(self)));
    }
    return state.flatMap(ChatState::movedFrom).equals(Optional.of(update.from()))
        ? Turn.draft().reply(update, new Receipt(Optional.empty(), Optional.empty()))
        : movedHere(update, state, context);
  }

  private static Turn movedAway(Moved update, Optional<ChatState> state, ObjectContext context) {
    var move = new Move(update.from(), update.to());
    return Turn.draft()
        .append(
            ChatSession.TRANSCRIPT, ChatMessage.moved(at(update.at(), context), move, "moved-to"))
        .put(ChatSession.STATE, ChatSession.active(state, context).movedTo(update.to()))
        .reply(
            update,
            new Receipt(Optional.of(ChatSession.nextSeq(context)), Optional.of(update.to())));
  }

  private static Turn movedHere(Moved update, Optional<ChatState> state, ObjectContext context) {
    var message =
        ChatMessage.moved(
            at(update.at(), context), new Move(update.from(), update.to()), "moved-from");
    ChatState now = ChatSession.active(state, context).movedFrom(update.from());
    return stored(update, message, now, context);
  }

  private static Turn stored(
      FromChannel update, ChatMessage message, ChatState now, ObjectContext context) {
    return stored(Turn.draft(), update, message, now, context);
  }

  private static Turn stored(
      Turn turn, FromChannel update, ChatMessage message, ChatState now, ObjectContext context) {
    var receipt = new Receipt(Optional.of(ChatSession.nextSeq(context)), Optional.empty());
    return turn.append(ChatSession.TRANSCRIPT, message)
        .put(ChatSession.STATE, now)
        .reply(update, receipt);
  }

  /** The chat it was sent to, when that is not this one but one that moved here. */
  private static Optional<String> sentTo(Origin origin, ObjectContext context) {
    return Optional.of(origin.chat()).filter(chat -> !chat.equals(context.id().name()));
  }

  /** Numbers of another chat's messages mean nothing here, so those are never looked up. */
  private static Optional<Long> seqOf(Origin origin, ObjectContext context) {
    return sentTo(origin, context).isPresent()
        ? Optional.empty()
        : SourceIndex.find(context.storage(), origin.messageId());
  }

  private static Instant at(Optional<Instant> sent, ObjectContext context) {
    return sent.orElseGet(context::now);
  }
}

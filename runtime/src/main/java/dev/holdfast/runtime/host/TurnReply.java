package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.util.Optional;
import java.util.function.Function;

/** The one answer of a turn: what it gave, or what an event of its kind gets when it gave none. */
final class TurnReply {
  private static final Response NO_CONTENT = new Response(204, Headers.NONE, new byte[0]);

  private final Optional<Envelope> envelope;
  private final boolean stores;
  private Answer answer;
  private Optional<Function<Envelope, Output>> page = Optional.empty();

  TurnReply(Optional<Envelope> envelope, EncodedTurn turn) {
    this.envelope = envelope;
    this.stores = turn.stores();
    this.answer =
        envelope.map(e -> unanswered(e.delivery().event())).orElseGet(() -> new Answer.Done());
  }

  private static Answer unanswered(ObjectEvent event) {
    return switch (event) {
      case ObjectEvent.RequestReceived _ -> new Answer.Responded(NO_CONTENT);
      case ObjectEvent.SocketOpening _ ->
          new Answer.Refused(Refusal.notFound("the object did not accept the socket."));
      case ObjectEvent.MessageReceived _,
          ObjectEvent.AlarmFired _,
          ObjectEvent.TellRefused _,
          ObjectEvent.CallEnded _,
          ObjectEvent.Answered _,
          ObjectEvent.Operated _,
          ObjectEvent.FrameReceived _,
          ObjectEvent.SocketClosed _,
          ObjectEvent.SocketsLost _ ->
          new Answer.Done();
    };
  }

  /**
   * Throws {@link IllegalStateException} for a turn that answers twice, or that changes something
   * under a caller's id and answers with a page: pages are not remembered.
   */
  static void check(EncodedTurn turn, Delivery delivery) {
    int answers = 0;
    boolean page = false;
    for (EncodedTurn.Step step : turn.steps()) {
      Effect effect = step.effect();
      boolean isPage = effect instanceof Effect.ReplyPage || effect instanceof Effect.RespondPage;
      page |= isPage;
      answers +=
          isPage || effect instanceof Effect.Reply || effect instanceof Effect.Respond ? 1 : 0;
    }
    if (answers > 1) {
      throw new IllegalStateException(
          "a turn answers once; this one answers %d times.".formatted(answers));
    }
    if (page && turn.stores() && delivery.id().isPresent()) {
      throw new IllegalStateException(
          "a turn that changes something cannot answer a request with an id by a page of a log."
              + " Answer with the entry's number and let the caller read the page.");
    }
  }

  /** What the turn answers the event with, where that is no page. */
  static Answer answerOf(EncodedTurn turn, ObjectEvent event) {
    Answer answer = unanswered(event);
    for (EncodedTurn.Step step : turn.steps()) {
      switch (step.effect()) {
        case Effect.Reply(Object value) -> answer = new Answer.Replied(value);
        case Effect.Respond(Response response) -> answer = new Answer.Responded(response);
        case Effect.Accept _ -> answer = new Answer.SocketAccepted();
        default -> {}
      }
    }
    return answer;
  }

  /** What the caller learns when the page cannot be read; the turn itself may have committed. */
  Answer unread() {
    return stores
        ? new Answer.OutcomeUnknown()
        : new Answer.NotDone("the log could not be read at the moment");
  }

  void give(Answer answer) {
    this.answer = answer;
  }

  void givePage(Function<Envelope, Output> page) {
    this.page = Optional.of(page);
  }

  Answer answer() {
    return answer;
  }

  Optional<Output> output() {
    return envelope.map(
        e -> page.map(make -> make.apply(e)).orElseGet(() -> new Output.Reply(e, answer)));
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Question;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The books of messages from other objects: that one took effect commits with its effect; one that
 * was refused is told to its sender, one that fails again and again is parked, and the next go on.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class TellDecider implements EventBooks {
  private static final Duration FULL_PAUSE = Duration.ofSeconds(5);

  private static final Answer TOO_MUCH_TO_DELIVER =
      new Answer.Overloaded("this object has too much to deliver", FULL_PAUSE);

  private final TypeRuntime<?> type;
  private final ObjectState state;
  private final HostServices services;

  TellDecider(TypeRuntime<?> type, ObjectState state, HostServices services) {
    this.type = type;
    this.state = state;
    this.services = services;
  }

  /** The answer for one that took effect before, or that came before its time; else null. */
  @Override
  public @Nullable Answer settled(Envelope envelope, BatchRun run) {
    Tell tell = tell(envelope);
    String sender = tell.sender().toString();
    if (state.hasMail() && state.mail().inbox().applied(sender) == 0) {
      Answer unknown = unknown(tell, sender, state.mail().inbox(), run);
      if (unknown != null) {
        return unknown;
      }
    }
    long applied = state.hasMail() ? state.mail().inbox().applied(sender) : 0;
    if (tell.number() <= applied) {
      return new Answer.Done();
    }
    if (tell.previous() > applied) {
      return new Answer.NotDone("a message before it has not come through");
    }
    return tell.question().isPresent() && isOutboxFull() ? TOO_MUCH_TO_DELIVER : null;
  }

  /**
   * The answer where it is not known whether it took effect, or that it did; null where it did not.
   */
  private @Nullable Answer unknown(Tell tell, String sender, Inbox inbox, BatchRun run) {
    if (!inbox.knows(sender) && inbox.isFull(services.limits())) {
      return new Answer.Overloaded("this object hears from too many others", FULL_PAUSE);
    }
    if (!inbox.mayHaveForgotten(tell.at())) {
      return null;
    }
    Optional<Long> cleared = inbox.recovered(sender);
    if (cleared.isEmpty()) {
      inbox.wantBooks(sender);
      return new Answer.NotDone("what its sender has stored of it is being read");
    }
    if (tell.number() <= cleared.get()) {
      return new Answer.Done();
    }
    run.change(new Change.TellApplied(sender, cleared.get()));
    return null;
  }

  @Override
  public boolean overran(Envelope envelope) {
    return services.overrun().take(state.id(), tell(envelope));
  }

  @Override
  public Envelope read(Envelope envelope) {
    Delivery delivery = envelope.delivery();
    if (!(delivery.event() instanceof ObjectEvent.MessageReceived(EncodedMessage encoded))) {
      return envelope;
    }
    return envelope.with(TellFormat.event(encoded, from(envelope), type, services));
  }

  private static Tell tell(Envelope envelope) {
    return envelope.tell().orElseThrow();
  }

  private static ObjectId from(Envelope envelope) {
    return tell(envelope).from();
  }

  @Override
  public void applied(Envelope envelope, BatchRun run) {
    Tell tell = tell(envelope);
    run.change(new Change.TellApplied(tell.sender().toString(), tell.number()));
  }

  /** What it answers a question goes to who asked, with the commit of its turn. */
  @Override
  public void decided(Envelope envelope, Turn turn, BatchRun run) {
    Optional<byte[]> reply =
        tell(envelope).question().flatMap(_ -> reply(turn)).map(AnswerFormat::replied);
    applied(envelope, run);
    reply.ifPresent(bytes -> answer(envelope, bytes, run));
  }

  private Optional<byte[]> reply(Turn turn) {
    for (Effect effect : turn.effects()) {
      if (effect instanceof Effect.Reply(Object value)) {
        return Optional.of(
            EncodedTurn.value(type.values().encode(value), "an answer", services.limits()));
      }
    }
    return Optional.empty();
  }

  private static void answer(Envelope envelope, byte[] answer, BatchRun run) {
    Question question = tell(envelope).question().orElseThrow();
    run.tell(
        question.askerId(),
        AnswerFormat.answer(question.number()),
        Delivery.Reach.EITHER,
        answer,
        envelope.delivery().correlation());
  }

  private boolean isOutboxFull() {
    return state.hasMail() && state.mail().outbox().count() >= services.limits().outboxMax();
  }

  /** Its sender learns why; later, where too much waits to be told. */
  @Override
  public Answer refused(Envelope envelope, Refusal refusal, BatchRun run) {
    if (tell(envelope).kind().equals(EncodedMessage.CALL)) {
      // A result that was tried again: nobody can be told so, and to drop it would hide it.
      Answer answer = failed(envelope, new Answer.Refused(refusal), run);
      return answer instanceof Answer.Refused ? new Answer.Failed("") : answer;
    }
    if (isOutboxFull()) {
      return TOO_MUCH_TO_DELIVER;
    }
    applied(envelope, run);
    if (tell(envelope).question().isPresent()) {
      answer(envelope, AnswerFormat.refused(refusal), run);
    } else if (tell(envelope).kind().equals(EncodedMessage.TELL)) {
      String name = TypeRuntime.eventName(envelope.delivery().event());
      run.tell(
          from(envelope),
          EncodedMessage.REFUSED,
          Delivery.Reach.EITHER,
          TellFormat.refusal(name, refusal),
          envelope.delivery().correlation());
    }
    return new Answer.Refused(refusal);
  }

  @Override
  public Answer failed(Envelope envelope, Answer failure, BatchRun run) {
    Tell tell = tell(envelope);
    String sender = tell.sender().toString();
    int attempts = state.mail().inbox().attempts(sender, tell.number()) + 1;
    if (attempts < Limits.TELL_ATTEMPTS_MAX
        || !StoredLetters.hasRoomFor(envelope, state, services.limits())) {
      run.change(new Change.TellFailed(sender, tell.number(), attempts));
      return failure;
    }
    Delivery delivery = envelope.delivery();
    run.change(
        new Change.DeadLetterAdded(
            Ids.fresh(state.at()),
            TellFormat.letterKind(delivery.event()),
            TypeRuntime.eventName(delivery.event()),
            state.at(),
            state.at(),
            attempts,
            TellFormat.said(failure),
            TellFormat.content(envelope)));
    applied(envelope, run);
    if (tell.question().isPresent()) {
      answer(envelope, AnswerFormat.failed(TellFormat.said(failure)), run);
    }
    run.note(delivery);
    return new Answer.Done();
  }
}

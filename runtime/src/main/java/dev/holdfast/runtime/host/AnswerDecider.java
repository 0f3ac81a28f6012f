package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The books of what comes of questions that the object asked: the first outcome takes effect, and
 * commits with that the question ended; whatever comes after it is dropped.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class AnswerDecider implements EventBooks {
  private final TellDecider tells;
  private final ObjectState state;
  private final HostServices services;

  AnswerDecider(TypeRuntime<?> type, ObjectState state, HostServices services) {
    this.tells = new TellDecider(type, state, services);
    this.state = state;
    this.services = services;
  }

  private static Tell tell(Envelope envelope) {
    return envelope.tell().orElseThrow();
  }

  private static long number(Envelope envelope) {
    return AnswerFormat.number(tell(envelope).kind());
  }

  private Optional<Change.QuestionAsked> asked(Envelope envelope) {
    boolean own = tell(envelope).sender().equals(state.id());
    return state.hasQuestions() ? state.questions().open(number(envelope), own) : Optional.empty();
  }

  @Override
  public @Nullable Answer settled(Envelope envelope, BatchRun run) {
    Answer settled = tells.settled(envelope, run);
    if (settled != null || asked(envelope).isPresent()) {
      return settled;
    }
    services.journal().tells.lateAnswers.increment();
    tells.applied(envelope, run);
    return new Answer.Done();
  }

  @Override
  public boolean overran(Envelope envelope) {
    return tells.overran(envelope);
  }

  @Override
  public Envelope read(Envelope envelope) {
    if (!(envelope.delivery().event()
        instanceof ObjectEvent.MessageReceived(EncodedMessage encoded))) {
      return envelope;
    }
    Change.QuestionAsked asked = asked(envelope).orElseThrow();
    return envelope.with(
        new ObjectEvent.Answered(
            asked.name(),
            ObjectId.parse(asked.target()),
            AnswerFormat.read(encoded.bytes(), asked, services)));
  }

  @Override
  public void applied(Envelope envelope, BatchRun run) {
    tells.applied(envelope, run);
    run.change(new Change.QuestionEnded(number(envelope)));
  }

  @Override
  public void decided(Envelope envelope, Turn turn, BatchRun run) {
    applied(envelope, run);
  }

  /** Nobody can be told so, and to drop the answer would hide it. */
  @Override
  public Answer refused(Envelope envelope, Refusal refusal, BatchRun run) {
    Answer answer = failed(envelope, new Answer.Refused(refusal), run);
    // Not as refused, which would be taken as delivered.
    return answer instanceof Answer.Refused ? new Answer.Failed("") : answer;
  }

  @Override
  public Answer failed(Envelope envelope, Answer failure, BatchRun run) {
    Answer answer = tells.failed(envelope, failure, run);
    if (answer instanceof Answer.Done) {
      // Parked: an operator may have it tried again, and until then it is the outcome.
      run.change(new Change.QuestionDecided(number(envelope)));
    }
    return answer;
  }
}

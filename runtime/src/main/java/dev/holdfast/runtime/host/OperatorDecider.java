package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what an operator asks of an object's alarms and dead letters, without the object.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class OperatorDecider {
  private final ObjectState state;

  OperatorDecider(ObjectState state) {
    this.state = state;
  }

  Answer decide(Operation operation, Delivery delivery, BatchRun run) {
    return switch (operation) {
      case Operation.ShowAlarms _ -> new Answer.Replied(shown());
      case Operation.Redrive(String id) -> {
        Change.DeadLetterAdded letter = letter(id);
        if (letter == null) {
          yield gone();
        }
        run.change(new Change.DeadLetterRemoved(id));
        again(letter, delivery, run);
        run.done(delivery);
        yield new Answer.Done();
      }
      case Operation.Discard(String id) -> {
        Change.DeadLetterAdded letter = letter(id);
        if (letter == null) {
          yield gone();
        }
        run.change(new Change.DeadLetterRemoved(id));
        TellFormat.Parked.of(letter).ifPresent(parked -> discarded(parked, run));
        run.done(delivery);
        yield new Answer.Done();
      }
    };
  }

  /** With what came of a question the question ends. */
  private static void discarded(TellFormat.Parked parked, BatchRun run) {
    String kind = parked.message().kind();
    if (AnswerFormat.isAnswer(kind)) {
      run.change(new Change.QuestionEnded(AnswerFormat.number(kind)));
    }
  }

  private Change.@Nullable DeadLetterAdded letter(String id) {
    return state.hasLetters() ? state.alarms().letter(id) : null;
  }

  private void again(Change.DeadLetterAdded letter, Delivery delivery, BatchRun run) {
    Optional<TellFormat.Parked> told = TellFormat.Parked.of(letter);
    if (told.isPresent()) {
      // By way of its own outbox: tried as often as any message, and in nobody's way.
      TellFormat.Parked parked = told.get();
      run.tell(
          state.id(),
          TellFormat.again(parked),
          Delivery.Reach.EITHER,
          parked.message().bytes(),
          parked.correlation());
      return;
    }
    Instant now = state.at();
    String name = AlarmName.redriven(letter.subject(), letter.id());
    run.change(
        new Change.AlarmSet(
            name,
            StoredSchedule.ONCE,
            letter.due(),
            0,
            now,
            letter.error(),
            // As before: it belongs to what set it. The operator's request is in the history, too.
            letter.content().isEmpty() ? delivery.correlation() : letter.content()));
  }

  private static Answer gone() {
    return new Answer.Refused(
        Refusal.notFound(
            "The object has no such dead letter any more: it was tried again, discarded, or went"
                + " with the object."));
  }

  private ObjectAlarms shown() {
    List<ObjectAlarms.Pending> pending =
        state.alarmCount() == 0
            ? List.of()
            : state.alarms().all().stream().map(OperatorDecider::pending).toList();
    return new ObjectAlarms(pending, StoredLetters.of(state));
  }

  private static ObjectAlarms.Pending pending(Change.AlarmSet alarm) {
    return new ObjectAlarms.Pending(
        AlarmName.shown(alarm.name()),
        alarm.schedule(),
        alarm.due(),
        alarm.attempts(),
        alarm.fireAt(),
        alarm.error(),
        AlarmName.isRedriven(alarm.name()));
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What one batch has leave the object: messages, questions and calls, each with its number. */
final class Departures {
  private final long sequence;
  private final ObjectState state;
  private final ChangeBuffer changes;
  private int tells;
  private int calls;

  /**
   * @param sequence of the commit, should there be one
   */
  Departures(long sequence, ObjectState state, ChangeBuffer changes) {
    this.sequence = sequence;
    this.state = state;
    this.changes = changes;
  }

  /** Puts a message for another object into the outbox. */
  void tell(
      ObjectId target, String kind, Delivery.Reach reach, byte[] message, String correlation) {
    // Unique for all time: a commit's sequence is, and no commit has as many.
    long number = TellNumber.first(sequence) + ++tells;
    changes.add(
        new Change.Told(
            number,
            target.toString(),
            kind,
            reach.name().toLowerCase(Locale.ROOT),
            message,
            correlation));
  }

  void ask(Effect.Ask ask, byte[] message, String correlation) {
    long number = TellNumber.first(sequence) + tells + 1;
    // Rounded up to what the wake index keeps.
    Instant until = state.at().plus(ask.timeout()).plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    changes.add(
        new Change.QuestionAsked(
            number,
            ask.name(),
            ask.target().toString(),
            StoredClasses.label(ask.message().getClass()),
            until,
            correlation));
    tell(ask.target(), AnswerFormat.question(number), Delivery.Reach.EITHER, message, correlation);
  }

  void call(String name, Call call, byte[] encoded, String correlation) {
    long number = TellNumber.first(sequence) + ++calls;
    String key = CallCodec.key(call).orElseGet(() -> Ids.fresh(state.at()));
    changes.add(new Change.CallAsked(number, name, key, encoded, correlation, state.at()));
  }
}

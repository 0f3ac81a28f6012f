package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Question;
import java.time.Instant;
import java.util.Optional;

/**
 * Which of a sender's messages an envelope carries.
 *
 * @param sender whose outbox it is in
 * @param from who told it first: another than the sender for one that an operator has tried again
 * @param previous the number of the one before it that is not known to be delivered, 0 for none:
 *     whoever has not applied that has missed it
 * @param kind as {@link EncodedMessage} has it
 * @param at the sender's time at the commit that told it, the same each time it is sent; {@link
 *     #UNKNOWN} where that commit was read back
 */
record Tell(ObjectId sender, ObjectId from, long number, long previous, String kind, Instant at) {
  /** The question that it is, if it is one. */
  Optional<Question> question() {
    return AnswerFormat.isQuestion(kind)
        ? Optional.of(new Question(from.toString(), AnswerFormat.number(kind)))
        : Optional.empty();
  }

  /** Before all times. */
  static final Instant UNKNOWN = Instant.MIN;
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.DeadLetter;
import java.util.List;

/** Dead letters of an object's state, as operators see them. */
final class StoredLetters {
  private StoredLetters() {}

  static List<DeadLetter> of(ObjectState state) {
    return state.letters().stream().map(letter -> shown(state.id(), letter)).toList();
  }

  /**
   * Whether one more event may be parked: parked ones are in memory as those that wait to be
   * delivered are, and bounded as they are.
   */
  static boolean hasRoomFor(Envelope envelope, ObjectState state, Limits limits) {
    long bytes = envelope.delivery().bytes();
    for (Change.DeadLetterAdded letter : state.letters()) {
      bytes += letter.content().length();
    }
    return state.letters().size() < limits.deadLettersMax() && bytes < limits.outboxBytesMax();
  }

  static DeadLetter shown(ObjectId object, Change.DeadLetterAdded letter) {
    return new DeadLetter(
        letter.id(),
        object,
        letter.kind(),
        letter.subject(),
        letter.due(),
        letter.at(),
        letter.attempts(),
        letter.error());
  }
}

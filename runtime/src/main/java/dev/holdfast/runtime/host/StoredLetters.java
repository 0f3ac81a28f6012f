package dev.holdfast.runtime.host;

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

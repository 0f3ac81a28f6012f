package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Dead letters of an object's state, as operators see them. */
final class StoredLetters {
  /** Of an error, which may quote anything: enough for a person to know it by. */
  private static final int ERROR_CHARS_MAX = 300;

  private StoredLetters() {}

  /** Short, and without halves of surrogate pairs, which cannot be stored. */
  static String storable(String error) {
    String text = error.length() <= ERROR_CHARS_MAX ? error : error.substring(0, ERROR_CHARS_MAX);
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

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

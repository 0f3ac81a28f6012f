package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What is pending and what was given up in all objects, for operators; no object is woken for it.
 *
 * <p>Thread rule: callable from any thread; nothing blocks. A stage fails when the database does
 * not answer.
 */
public interface AlarmBoard {
  /**
   * When an object is woken next.
   *
   * @param alarm for which of its alarms; empty where that is not known
   */
  record Pending(ObjectId object, String alarm, Instant due) {}

  /** A place in the order of {@link #pending}. */
  record Place(Instant due, String object) {}

  /**
   * Objects with alarms, by when they are woken next and then by name.
   *
   * @param type only of that type
   * @param before only before that time
   * @param after only what comes after that place
   */
  CompletionStage<List<Pending>> pending(
      Optional<String> type, Optional<Instant> before, Optional<Place> after, int limit);

  /**
   * Dead letters, the oldest first.
   *
   * @param after only those that come after the one of that id; empty for all
   */
  CompletionStage<List<DeadLetter>> deadLetters(
      Optional<String> kind, Optional<String> type, String after, int limit);
}

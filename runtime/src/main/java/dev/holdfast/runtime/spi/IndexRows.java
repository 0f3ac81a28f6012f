package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What is written beside the journal about objects, read back to be compared with it: the journal
 * is the truth, and what disagrees with it is mended.
 *
 * <p>Thread rule: callable from any thread; nothing blocks. A stage fails when the database does
 * not answer.
 */
public interface IndexRows {
  /** The wake row of an object, and the event that said so. */
  record Wake(Instant at, long sequence) {}

  /**
   * The rows of one object.
   *
   * @param letters ids of its dead letters
   */
  record Rows(Optional<Wake> wake, Set<String> letters) {}

  /** Objects in the order of their ids, those after {@code after}; empty begins at the first. */
  CompletionStage<List<ObjectId>> objects(String after, int limit);

  /** The rows of an object. */
  CompletionStage<Rows> rows(ObjectId object);

  /** Writes rows of dead letters that are missing and removes those of ids that are too many. */
  CompletionStage<Void> mend(ObjectId object, List<DeadLetter> missing, Set<String> surplus);
}

package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Storage;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads what objects have committed, past the objects themselves: for who must answer while one
 * cannot be reached.
 *
 * <p>Thread rule: callable from any thread, never blocks. Stages complete on a thread of the store.
 */
public interface CommittedState {
  /**
   * The keys of an object without waking it or waiting for it: all that was acknowledged before the
   * call is in them, nothing that is not committed ever is. Empty for an object that does not
   * exist. Fails when the store cannot be read at the moment, or what it has of the object makes no
   * sense.
   *
   * <p>It costs as much as waking the object does: for the exception, not for every read.
   */
  CompletionStage<Optional<Keys>> read(ObjectId object);

  /**
   * The keys of one object as they were committed.
   *
   * @param at the object's time at its newest commit
   * @param storage they themselves; by one thread at a time
   */
  record Keys(Instant at, Storage storage) {}
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.spi.Answer;

/** What the actor of one object understands. */
sealed interface ObjectCommand permits Envelope, ObjectCommand.Internal {

  /** Messages of the host to itself. */
  sealed interface Internal extends ObjectCommand {}

  /** A batch was decided and there is something to commit before its outputs may leave. */
  record Commit(Committed committed, long bytes) implements Internal {}

  /** A batch was decided and needs no commit; its outputs have left. */
  record NothingToCommit() implements Internal {}

  /** The handler deciding the batch ran past its deadline or broke the state: start anew. */
  record Abandon(Envelope culprit, Answer answer) implements Internal {}

  /** Leave memory if there is nothing to do. */
  record Sleep() implements Internal {}

  /** Stop once the queue is empty. */
  record Stop() implements Internal {}
}

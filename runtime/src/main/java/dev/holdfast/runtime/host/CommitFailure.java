package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import java.util.List;
import org.apache.pekko.pattern.CircuitBreakerOpenException;

/** What callers learn when a commit fails: nothing of it leaves, and the object is read back. */
final class CommitFailure {
  static final Answer NOT_DONE = new Answer.NotDone("the object had to be read back");

  /** Longer chains of causes are loops. */
  private static final int CAUSES_MAX = 16;

  private CommitFailure() {}

  /** {@code NotDone} only where it is certain that nothing was written. */
  static Answer answerFor(Throwable failure) {
    return has(failure, FencedException.class)
            || has(failure, NotWrittenException.class)
            || has(failure, CircuitBreakerOpenException.class)
        ? NOT_DONE
        : new Answer.OutcomeUnknown();
  }

  static boolean isUnreadable(Throwable failure) {
    return has(failure, UnreadableException.class);
  }

  /** Whether the failure or a cause of it is of the kind; the journal wraps what the store says. */
  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++) {
      if (kind.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Answers everybody who waited for these outputs; orders to sockets are dropped with them. */
  static void answer(List<Output> unreleased, Answer answer) {
    for (Output output : unreleased) {
      switch (output) {
        case Output.Reply(Envelope envelope, var _) -> envelope.answer(answer);
        case Output.ReplyPage(Envelope envelope, var _, var _, var _) -> envelope.answer(answer);
        case Output.RespondPage(Envelope envelope, var _, var _, var _) -> envelope.answer(answer);
        case Output.Sockets _ -> {}
      }
    }
  }
}

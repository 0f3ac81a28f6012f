package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.spi.Answer;
import java.util.List;
import java.util.concurrent.CompletionException;

/** What callers learn when a commit fails: nothing of it leaves, and the object is read back. */
final class CommitFailure {
  static final Answer NOT_DONE = new Answer.NotDone("the object had to be read back");

  private CommitFailure() {}

  /** {@code NotDone} only where it is certain that nothing was written. */
  static Answer answerFor(Throwable failure) {
    Throwable cause = unwrap(failure);
    return cause instanceof FencedException || cause instanceof NotWrittenException
        ? NOT_DONE
        : new Answer.OutcomeUnknown();
  }

  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Answers everybody who waited for these outputs; orders to sockets are dropped with them. */
  static void answer(List<Output> unreleased, Answer answer) {
    for (Output output : unreleased) {
      switch (output) {
        case Output.Reply(Envelope envelope, var _) -> envelope.answer(answer);
        case Output.ReplyPage(Envelope envelope, var _, var _) -> envelope.answer(answer);
        case Output.RespondPage(Envelope envelope, var _, var _) -> envelope.answer(answer);
        case Output.Sockets _ -> {}
      }
    }
  }
}

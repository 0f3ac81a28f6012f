package dev.holdfast.http.session;

import dev.holdfast.actors.chitty.SessionContext;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CommittedState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Reads contexts that cannot be reached, from what they have committed.
 *
 * <p>Thread rule: any thread.
 */
final class LastCommitted {
  /** How long the store may take: with the time for the object itself, 4 s in all. */
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final CommittedState committed;

  LastCommitted(CommittedState committed) {
    this.committed = committed;
  }

  /** Whether an answer says nothing of the context but that it could not be asked. */
  static boolean isNeededFor(Answer answer) {
    return switch (answer) {
      case Answer.Overloaded _,
          Answer.NotDone _,
          Answer.TimedOut(),
          Answer.OutcomeUnknown(),
          Answer.Failed _,
          Answer.Overran _,
          Answer.Unreadable _ ->
          true;
      case Answer.Done(),
          Answer.Replied _,
          Answer.Responded _,
          Answer.SocketAccepted(),
          Answer.Refused _,
          Answer.Missing(),
          Answer.UnknownType(),
          Answer.OtherBody() ->
          false;
    };
  }

  /**
   * A context as it was committed last.
   *
   * @param at when that was, by the object's time
   */
  record Found(Instant at, SessionContext context) {}

  /** Empty where there is none. Fails when the store cannot tell in time. */
  CompletionStage<Optional<Found>> read(ObjectId session) {
    return committed
        .read(session)
        .toCompletableFuture()
        .copy()
        .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(keys -> keys.flatMap(LastCommitted::found));
  }

  private static Optional<Found> found(CommittedState.Keys keys) {
    return keys.storage().get(SessionContext.KEY).map(context -> new Found(keys.at(), context));
  }
}

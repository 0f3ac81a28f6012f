package dev.holdfast.node.cluster;

import dev.holdfast.persistence.DatabaseUnfitException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where the start of a node waits until it is a member. */
final class JoinWait {
  private final CompletableFuture<Boolean> member = new CompletableFuture<>();
  private volatile boolean givenUp;

  void done() {
    member.complete(true);
  }

  boolean isMember() {
    return member.isDone() && !member.isCompletedExceptionally();
  }

  /** Whether somebody hears of it who waits. */
  boolean failed(DatabaseUnfitException why) {
    return member.completeExceptionally(why) && !givenUp;
  }

  /** Blocks. False when it is not a member by then. Throws what {@link #failed} was told. */
  boolean await(Duration atMost) {
    try {
      return member.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      givenUp = true;
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DatabaseUnfitException why
          ? why
          : new IllegalStateException(e.getCause());
    }
  }
}

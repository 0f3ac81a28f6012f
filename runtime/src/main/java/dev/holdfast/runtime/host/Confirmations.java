package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.NodeLease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks the database whether the node still speaks for its objects. What is asked while a question
 * is under way shares the next one: that one is asked after it, as it must be.
 *
 * <p>Thread rule: callable from any thread, never blocks.
 */
final class Confirmations {
  private final NodeLease lease;
  private boolean asking;
  private @Nullable CompletableFuture<Boolean> next;

  Confirmations(NodeLease lease) {
    this.lease = lease;
  }

  /** True when the node had not been removed at some moment after this call. Never fails. */
  CompletionStage<Boolean> ask() {
    CompletableFuture<Boolean> mine;
    synchronized (this) {
      if (asking) {
        mine = next == null ? new CompletableFuture<>() : next;
        next = mine;
        return mine;
      }
      asking = true;
      mine = new CompletableFuture<>();
    }
    ask(mine);
    return mine;
  }

  private void ask(CompletableFuture<Boolean> answer) {
    lease
        .confirm()
        .whenComplete((confirmed, failure) -> {
          askNext();
          answer.complete(failure == null && Boolean.TRUE.equals(confirmed));
        });
  }

  private void askNext() {
    CompletableFuture<Boolean> following;
    synchronized (this) {
      following = next;
      next = null;
      asking = following != null;
    }
    if (following != null) {
      ask(following);
    }
  }
}

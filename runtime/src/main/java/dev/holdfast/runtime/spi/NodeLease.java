package dev.holdfast.runtime.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A node's word from the database that nobody else runs its objects. It holds for a short time and
 * is renewed again and again; a node that cannot renew it keeps what it decided to itself, because
 * another may run its objects by then.
 *
 * <p>Thread rule: callable from any thread, never blocks.
 */
public interface NodeLease {
  /** Of a node beside which there can be no other. */
  NodeLease ALWAYS =
      new NodeLease() {
        @Override
        public boolean isValid() {
          return true;
        }

        @Override
        public CompletionStage<Boolean> confirm() {
          return CompletableFuture.completedStage(true);
        }
      };

  /**
   * Whether it holds now, by the node's monotonic clock. Between this look and what is done upon it
   * a node may be paused for longer than it holds: {@link #confirm} is for those who cannot bear
   * that.
   */
  boolean isValid();

  /**
   * Asks the database, one round trip. True when the node had not been removed at some moment after
   * this call; false when it was, or when the database did not say so in time. Never fails.
   */
  CompletionStage<Boolean> confirm();
}

package dev.holdfast.node.cluster;

import dev.holdfast.runtime.spi.NodeLease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * This node's lease. It holds from before a renewal was sent, because others count from when they
 * see it, which is later.
 *
 * <p>Thread rule: any thread; the keeper alone renews, ends and answers.
 */
final class HeldLease implements NodeLease {
  private final LongSupplier ticker;
  private final Runnable wakeKeeper;
  private final AtomicReference<Optional<CompletableFuture<Boolean>>> asked =
      new AtomicReference<>(Optional.empty());
  private volatile long until;
  private volatile boolean member;
  private volatile boolean ended;

  /**
   * @param ticker monotonic nanoseconds
   * @param wakeKeeper has the keeper look for questions
   */
  HeldLease(LongSupplier ticker, Runnable wakeKeeper) {
    this.ticker = ticker;
    this.wakeKeeper = wakeKeeper;
    this.until = ticker.getAsLong();
  }

  /** {@code sent} is the monotonic time before the renewal that succeeded was sent. */
  void renewed(long sent) {
    until = sent + LeaseTimes.LEASE.toNanos();
  }

  /** From now on, for before there were no objects here to speak for. */
  void joined() {
    member = true;
  }

  /** For good. */
  void end() {
    ended = true;
    answer(takeAsked(), false);
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether the last renewal still holds, of a member or of one that joins. */
  boolean isCurrent() {
    return !ended && ticker.getAsLong() - until < 0;
  }

  @Override
  public boolean isValid() {
    return member && isCurrent();
  }

  @Override
  public CompletionStage<Boolean> confirm() {
    CompletableFuture<Boolean> shared =
        asked
            .updateAndGet(
                before -> before.isPresent() ? before : Optional.of(new CompletableFuture<>()))
            .orElseThrow();
    if (ended) {
      answer(takeAsked(), false);
    } else {
      wakeKeeper.run();
    }
    return shared.minimalCompletionStage();
  }

  boolean isAsked() {
    return asked.get().isPresent();
  }

  /** What all who asked until now wait for. A statement sent after this answers them. */
  Optional<CompletableFuture<Boolean>> takeAsked() {
    return asked.getAndSet(Optional.empty());
  }

  /** Not on this thread: who waits must not keep the keeper from its next renewal. */
  void answer(Optional<CompletableFuture<Boolean>> waiting, boolean here) {
    boolean confirmed = here && member && !ended;
    waiting.ifPresent(all -> Thread.startVirtualThread(() -> all.complete(confirmed)));
  }
}

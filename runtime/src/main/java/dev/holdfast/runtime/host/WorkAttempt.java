package dev.holdfast.runtime.host;

import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call for local work, from its coming to its end. Told apart by identity.
 *
 * <p>Two things end, not always together: what the caller waits for, once it is told ({@link
 * #ends}), and its thread, once the work lets go of it or it is given up ({@link #leaves}, {@link
 * #givesUp}).
 */
final class WorkAttempt {
  final LocalWork<?, ?> work;
  final byte[] input;
  final Duration deadline;
  final CompletableFuture<Outcome> done = new CompletableFuture<>();

  private enum Hold {
    HELD,
    LEFT,
    GIVEN_UP
  }

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Hold> hold = new AtomicReference<>(Hold.HELD);
  private volatile @Nullable Thread thread;
  private volatile @Nullable Future<?> timer;

  /**
   * @param input as it is stored, so that the work shares nothing with the object
   */
  WorkAttempt(LocalWork<?, ?> work, byte[] input, Duration deadline) {
    this.work = work;
    this.input = input;
    this.deadline = deadline;
  }

  String place() {
    return work.name();
  }

  long bytes() {
    return input.length;
  }

  void runsOn(Thread worker) {
    thread = worker;
  }

  void runsUntil(Future<?> deadlineTimer) {
    timer = deadlineTimer;
  }

  void callOffTimer() {
    Future<?> set = timer;
    if (set != null) {
      set.cancel(false);
    }
  }

  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /** Where its thread is now; empty when it has none. */
  StackTraceElement[] stack() {
    Thread running = thread;
    return running == null ? new StackTraceElement[0] : running.getStackTrace();
  }

  /** True for the one who may tell what came of it. */
  boolean ends() {
    return over.compareAndSet(false, true);
  }

  boolean isOver() {
    return over.get();
  }

  /** Its thread is free. False when it was given up before. */
  boolean leaves() {
    return hold.compareAndSet(Hold.HELD, Hold.LEFT);
  }

  /** Its thread will not be waited for. False when it is free already. */
  boolean givesUp() {
    return hold.compareAndSet(Hold.HELD, Hold.GIVEN_UP);
  }
}

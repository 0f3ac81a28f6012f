package dev.holdfast.http.call;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One attempt, from asking for a place until its outcome. While it waits it holds no thread. */
final class Attempt implements Places.Guest {
  /** What an attempt takes beside the call itself. */
  private static final int OWN_BYTES = 500;

  final Call.Http call;
  final String idempotencyKey;
  final String traceparent;
  final CompletableFuture<Outcome> done = new CompletableFuture<>();

  private final String place;
  private final long bytes;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Future<?> waitTimer;
  private volatile @Nullable Future<?> deadlineTimer;
  private volatile @Nullable Thread thread;

  Attempt(Call.Http call, String idempotencyKey, String traceparent, String place) {
    this.call = call;
    this.idempotencyKey = idempotencyKey;
    this.traceparent = traceparent;
    this.place = place;
    bytes = call.bytes() + OWN_BYTES;
  }

  @Override
  public String place() {
    return place;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** It waits until then. It may have begun to run before this is said. */
  void waitsUntil(Future<?> timer) {
    waitTimer = timer;
    if (deadlineTimer != null) {
      timer.cancel(false);
    }
  }

  /** Said before the deadline is: it has to know whom to interrupt. */
  void runsOn(Thread runner) {
    thread = runner;
  }

  /** It runs until then, and waits no longer. */
  void runsUntil(Future<?> timer) {
    deadlineTimer = timer;
    cancel(waitTimer);
  }

  /** Whether whoever says so first is the one who ends it. */
  boolean ends() {
    return over.compareAndSet(false, true);
  }

  boolean isOver() {
    return over.get();
  }

  /** Ends what it does, wherever it waits: its connection is closed. */
  void interrupt() {
    Thread runner = thread;
    if (runner != null) {
      runner.interrupt();
    }
  }

  void callOffTimers() {
    cancel(waitTimer);
    cancel(deadlineTimer);
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}

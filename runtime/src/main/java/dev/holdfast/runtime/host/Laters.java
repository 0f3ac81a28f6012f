package dev.holdfast.runtime.host;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done after pauses, by the monotonic clock; of the same time, what was asked for
 * first. It does nothing by itself: somebody calls {@link #runDue} every so often.
 *
 * <p>Thread rule: callable from any thread. What is done must not block.
 */
final class Laters {
  /** How much later than its pause something may be done. */
  static final Duration INTERVAL = Duration.ofMillis(20);

  private record Later(long atNanos, long order, Runnable work) implements Comparable<Later> {
    @Override
    public int compareTo(Later other) {
      long byTime = atNanos - other.atNanos;
      return byTime != 0 ? Long.signum(byTime) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Later> waiting = new PriorityQueue<>();
  private final LongSupplier ticker;
  private long order;

  Laters(LongSupplier ticker) {
    this.ticker = ticker;
  }

  synchronized void add(Duration pause, Runnable work) {
    waiting.add(new Later(ticker.getAsLong() + pause.toNanos(), ++order, work));
  }

  /** How long until {@link #runDue} has something to do; null for never. */
  synchronized @Nullable Duration untilNext() {
    Later next = waiting.peek();
    return next == null ? null : Duration.ofNanos(Math.max(0, next.atNanos - ticker.getAsLong()));
  }

  void runDue() {
    for (Runnable work = due(); work != null; work = due()) {
      work.run();
    }
  }

  private synchronized @Nullable Runnable due() {
    Later next = waiting.peek();
    return next == null || next.atNanos - ticker.getAsLong() > 0 ? null : waiting.remove().work;
  }
}

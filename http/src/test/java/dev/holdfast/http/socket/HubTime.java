package dev.holdfast.http.socket;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A clock that moves when told to, and then does what is due. Callable from any thread. */
final class HubTime implements HubClock {
  private record Later(long atNanos, Runnable task) {}

  private final List<Later> later = new ArrayList<>();
  private long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

  @Override
  public synchronized long nanos() {
    return nowNanos;
  }

  @Override
  public synchronized void later(long millis, Runnable task) {
    later.add(new Later(nowNanos + TimeUnit.MILLISECONDS.toNanos(millis), task));
  }

  synchronized int waiting() {
    return later.size();
  }

  /** Moves on; what falls due meanwhile is done, at its time, in order. */
  void advance(long millis) {
    long end = nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (Later next = due(end); next != null; next = due(end)) {
      next.task().run();
    }
    synchronized (this) {
      nowNanos = end;
    }
  }

  private synchronized Later due(long end) {
    Later next =
        later.stream()
            .filter(task -> task.atNanos() - end <= 0)
            .min(Comparator.comparingLong(task -> task.atNanos() - end))
            .orElse(null);
    if (next != null) {
      later.remove(next);
      nowNanos = next.atNanos();
    }
    return next;
  }
}

package dev.holdfast.http.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The time that a hub goes by. Thread rule: any thread. */
interface HubClock {
  /** A monotonic clock, as of {@link System#nanoTime}. */
  long nanos();

  /** Does something once that time has passed, on a thread of its own. */
  void later(long millis, Runnable task);

  HubClock SYSTEM =
      new HubClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void later(long millis, Runnable task) {
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(task);
        }
      };
}

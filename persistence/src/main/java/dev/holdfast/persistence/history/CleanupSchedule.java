package dev.holdfast.persistence.history;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the clean-up every so often on one thread. While there is more to do it runs again after
 * three times the time the last run took: at most a quarter of one connection.
 *
 * <p>Thread rule: {@link #start} and {@link #close} from any thread; {@code close} blocks for up to
 * 5 s.
 */
public final class CleanupSchedule implements AutoCloseable {
  private static final int REST_FACTOR = 3;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(CleanupSchedule.class);

  private final HistoryCleanup cleanup;
  private final Duration every;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("holdfast-cleanup").factory());

  private CleanupSchedule(HistoryCleanup cleanup, Duration every) {
    this.cleanup = cleanup;
    this.every = every;
  }

  /** The first run is {@code every} from now, so that a start has the database to itself. */
  public static CleanupSchedule start(HistoryCleanup cleanup, Duration every) {
    CleanupSchedule schedule = new CleanupSchedule(cleanup, every);
    schedule.next(every);
    return schedule;
  }

  private void run() {
    long begin = System.nanoTime();
    boolean more = false;
    try {
      more = cleanup.runOnce().more();
    } catch (SQLException | RuntimeException e) {
      LOG.warn("history clean-up failed and is tried again in {}", every, e);
    }
    Duration rest = Duration.ofNanos((System.nanoTime() - begin) * REST_FACTOR);
    next(more && rest.compareTo(every) < 0 ? rest : every);
  }

  private void next(Duration delay) {
    if (!thread.isShutdown()) {
      try {
        var _ = thread.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("the clean-up was closed while it ran", e);
      }
    }
  }

  /** Ends after the statement under way; what was not done is done by the next run anywhere. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      boolean _ = thread.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

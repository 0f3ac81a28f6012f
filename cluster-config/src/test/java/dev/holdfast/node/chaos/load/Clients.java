package dev.holdfast.node.chaos.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Threads that each do one thing after another, with a pause between, until told to stop. */
final class Clients {
  /** More than any request may take. */
  private static final Duration STOP_MAX = Duration.ofMinutes(2);

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * Starts one more.
   *
   * @param pauseMax the longest pause between two steps; the shortest is none
   */
  void add(RandomGenerator random, Duration pauseMax, Consumer<RandomGenerator> step) {
    threads.add(
        Thread.ofVirtual()
            .start(() -> {
              while (!stopping) {
                step.accept(random);
                LockSupport.parkNanos(random.nextLong(pauseMax.toNanos() + 1));
              }
            }));
  }

  boolean isStopping() {
    return stopping;
  }

  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      if (!thread.join(STOP_MAX)) {
        throw new IllegalStateException("a client does not end within " + STOP_MAX);
      }
    }
  }
}

package dev.holdfast.bench.contender;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/** Plain Pekko counters, asked through their sharded references. */
final class RawWorker implements Worker {
  private final RawSystem system;

  RawWorker(Path data, int snapshotEvery) {
    // Only sleepAll puts them to sleep.
    system = RawSystem.start(data, Duration.ofHours(1), snapshotEvery);
  }

  @Override
  public CompletionStage<Boolean> increment(String name) {
    return system.increment(name).thenApply(count -> count > 0);
  }

  @Override
  public CompletionStage<Long> read(String name) {
    return system.read(name);
  }

  @Override
  public void sleeper(String name) {
    for (int i = 0; i < EVENTS_BEFORE_SNAPSHOT + EVENTS_AFTER_SNAPSHOT; i++) {
      var _ = increment(name).toCompletableFuture().join();
    }
  }

  @Override
  public void sleepAll(List<String> names) {
    names.forEach(name -> system.counter(name).tell(new RawCounter.Sleep()));
    while (RawCounter.AWAKE.get() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    system.close();
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.AlarmVitals.Lateness;
import dev.holdfast.runtime.spi.WakeIndex;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** Counts what alarms do on this node. Callable from any thread; nothing waits for another. */
final class AlarmCounts {
  /**
   * From the commit of an object in memory, over what is promised for sleeping ones, to an hour.
   */
  private static final long[] UP_TO_MILLIS = {
    5, 10, 20, 50, 100, 150, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
    900_000, 3_600_000
  };

  private static final List<Duration> UP_TO =
      LongStream.of(UP_TO_MILLIS).mapToObj(Duration::ofMillis).toList();

  final LongAdder fired = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder dead = new LongAdder();
  final LongAdder slowed = new LongAdder();
  final LongAdder idleWakes = new LongAdder();
  final LongAdder swept = new LongAdder();
  final LongAdder mended = new LongAdder();

  private final LongAdder[] late = new LongAdder[UP_TO_MILLIS.length + 1];
  private final DoubleAdder lateSeconds = new DoubleAdder();

  AlarmCounts() {
    Arrays.setAll(late, bucket -> new LongAdder());
  }

  /** An alarm that was to be fired at {@code time} is durably done at {@code now}. */
  void late(Instant time, Instant now) {
    // Microseconds of ten thousand years fit, nanoseconds of three hundred do not.
    long micros = Math.max(0, ChronoUnit.MICROS.between(time, now));
    int bucket = 0;
    while (bucket < UP_TO_MILLIS.length && micros > UP_TO_MILLIS[bucket] * 1_000) {
      bucket++;
    }
    late[bucket].increment();
    lateSeconds.add(micros / 1e6);
  }

  AlarmVitals vitals(Optional<WakeIndex.Census> waiting) {
    return new AlarmVitals(
        fired.sum(),
        retries.sum(),
        dead.sum(),
        slowed.sum(),
        idleWakes.sum(),
        swept.sum(),
        mended.sum(),
        new Lateness(UP_TO, Arrays.stream(late).map(LongAdder::sum).toList(), lateSeconds.sum()),
        waiting);
  }
}

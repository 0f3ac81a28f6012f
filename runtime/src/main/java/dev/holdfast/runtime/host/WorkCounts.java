package dev.holdfast.runtime.host;

import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts what came of local work. Thread rule: callable from any thread. */
final class WorkCounts {
  private final LongAdder done = new LongAdder();
  private final AtomicLongArray failed = new AtomicLongArray(Why.values().length);

  void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Worked _, Outcome.Answered _, Outcome.NotNow _ -> done.increment();
      case Outcome.Failed(Why why, String _) -> failed.incrementAndGet(why.ordinal());
      case Outcome.Refused(Why why, String _) -> failed.incrementAndGet(why.ordinal());
      case Outcome.Busy _ -> failed.incrementAndGet(Why.OVERLOADED.ordinal());
    }
  }

  long done() {
    return done.sum();
  }

  Map<Why, Long> failed() {
    Map<Why, Long> counts = new EnumMap<>(Why.class);
    for (Why why : Why.values()) {
      long count = failed.get(why.ordinal());
      if (count > 0) {
        counts.put(why, count);
      }
    }
    return counts;
  }
}

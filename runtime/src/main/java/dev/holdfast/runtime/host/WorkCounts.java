package dev.holdfast.runtime.host;

import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what came of local work. Thread rule: callable from any thread. */
final class WorkCounts {
  private final LongAdder done = new LongAdder();
  private final Map<Why, LongAdder> failed = new ConcurrentHashMap<>();

  void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Worked _, Outcome.Answered _, Outcome.NotNow _ -> done.increment();
      case Outcome.Failed(Why why, String _) -> failed(why);
      case Outcome.Refused(Why why, String _) -> failed(why);
      case Outcome.Busy _ -> failed(Why.OVERLOADED);
    }
  }

  long done() {
    return done.sum();
  }

  Map<Why, Long> failed() {
    Map<Why, Long> counts = new EnumMap<>(Why.class);
    failed.forEach((why, count) -> counts.put(why, count.sum()));
    return counts;
  }

  private void failed(Why why) {
    failed.computeIfAbsent(why, _ -> new LongAdder()).increment();
  }
}

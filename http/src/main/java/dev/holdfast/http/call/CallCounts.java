package dev.holdfast.http.call;

import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what came of attempts. Thread rule: callable from any thread. */
final class CallCounts {
  private final LongAdder answered = new LongAdder();
  private final Map<Why, LongAdder> failed = new EnumMap<>(Why.class);

  CallCounts() {
    for (Why why : Why.values()) {
      failed.put(why, new LongAdder());
    }
  }

  void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Answered _, Outcome.NotNow _, Outcome.Worked _ -> answered.increment();
      case Outcome.Failed(Why why, String _) -> failed(why);
      case Outcome.Refused(Why why, String _) -> failed(why);
      case Outcome.Busy _ -> failed(Why.OVERLOADED);
    }
  }

  long answered() {
    return answered.sum();
  }

  Map<Why, Long> failed() {
    Map<Why, Long> counts = new EnumMap<>(Why.class);
    failed.forEach((why, count) -> {
      if (count.sum() > 0) {
        counts.put(why, count.sum());
      }
    });
    return counts;
  }

  private void failed(Why why) {
    LongAdder count = failed.get(why);
    if (count != null) {
      count.increment();
    }
  }
}

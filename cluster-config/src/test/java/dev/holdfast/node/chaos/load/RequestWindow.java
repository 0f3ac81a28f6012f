package dev.holdfast.node.chaos.load;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** What came of all requests that ended in some time. */
public final class RequestWindow {
  private final AtomicLong answered = new AtomicLong();
  private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
  private final Map<Integer, AtomicLong> failed = new ConcurrentSkipListMap<>();

  RequestWindow() {}

  void ended(Answer answer, long nanos) {
    slowest.accumulate(nanos);
    if (answer.isOk()) {
      answered.incrementAndGet();
    } else {
      failed.computeIfAbsent(answer.status(), _ -> new AtomicLong()).incrementAndGet();
    }
  }

  public long answered() {
    return answered.get();
  }

  public long failed() {
    return failed.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /** How long the slowest took, whatever came of it. */
  public long slowestMillis() {
    return slowest.get() / 1_000_000;
  }

  /** How many failed with which status; 0 was not sent, -1 broke off or took too long. */
  public String failures() {
    return failed.toString();
  }
}

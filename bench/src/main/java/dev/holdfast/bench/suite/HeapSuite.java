package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;
import static dev.holdfast.bench.suite.Contenders.RAW;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.profile.ClassHistogram;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Heap that an idle counter holds, its one small value included: how much more is used after a full
 * collection with so many more of them awake.
 */
public final class HeapSuite implements Suite {
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);
  private static final int SNAPSHOT_EVERY = 500;
  private static final String WHAT = "idle counter";
  private static final String PREFIX = "heap-";
  private static final int CLASSES_SHOWN = 20;

  /**
   * Pekko schedules a time-out for each recovery and each call of the journal, of 30 s in both
   * contenders, and holds on to a cancelled one until it would have been due.
   */
  private static final Duration TIMERS_GONE = Duration.ofSeconds(32);

  /** Each step takes {@link #TIMERS_GONE}, and memory does not vary from run to run. */
  private static final int STEPS_MAX = 3;

  /** 3 KB. */
  private static final double BYTES_MAX = 3_072;

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    measure(plan, report, "holdfast", HOLDFAST);
    measure(plan, report, "raw", RAW);
    report.bound(
        "heap of an idle counter",
        report.get(name(), WHAT, HOLDFAST),
        Optional.of(report.get(name(), WHAT, RAW)),
        Optional.of(BYTES_MAX));
  }

  private void measure(Plan plan, Report report, String kind, String contender) throws Exception {
    try (Running worker = Contenders.worker(plan, kind, SNAPSHOT_EVERY, List.of())) {
      // The first ones bring what all share: tables that grow, compiled code, classes.
      double before = used(worker, 0, plan.heapStep());
      ClassHistogram first = ClassHistogram.of(worker.process().pid());
      for (int step = 1; step <= steps(plan); step++) {
        double after = used(worker, step * plan.heapStep(), plan.heapStep());
        double each = (after - before) / plan.heapStep();
        System.err.printf("heap     %s: %.0f bytes each%n", contender, each);
        report.add(name(), WHAT, contender, "bytes", Sample.of(each));
        before = after;
      }
      int more = steps(plan) * plan.heapStep();
      String classes =
          ClassHistogram.of(worker.process().pid()).since(first).table(more, CLASSES_SHOWN);
      report.note("### Where the heap of an idle counter goes: " + contender + "\n\n" + classes);
    }
  }

  private static int steps(Plan plan) {
    return Math.min(plan.rounds(), STEPS_MAX);
  }

  private static void await(Duration time) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static double used(Running worker, int from, int count) throws InterruptedException {
    Numbers _ = worker.process().order(ORDER_MAX, "awake %s %d %d".formatted(PREFIX, from, count));
    await(TIMERS_GONE);
    return worker.process().order(ORDER_MAX, "heap").get("used");
  }
}

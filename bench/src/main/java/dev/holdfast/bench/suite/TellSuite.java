package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Messages between objects, beside what each of them is made of: between awake ones two commits,
 * beside increments, which are one; between sleeping ones two wakings besides, beside waking.
 */
public final class TellSuite implements Suite {
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);
  private static final int SNAPSHOT_EVERY = 500;
  private static final int PAIRS = 1_000;

  /** As many objects as there are in the pairs. */
  private static final int OBJECTS = 2 * PAIRS;

  private static final int PARALLEL = 64;

  /** Waking as few as the wake suite does takes a tenth of a second, which varies too much. */
  private static final int SLEEPERS_FACTOR = 5;

  private static final double SHARE = 0.4;

  private static final String INCREMENTS =
      "increments of %,d awake, 256 in flight".formatted(OBJECTS);
  private static final String TELLS =
      "tells between %,d awake pairs, 256 in flight".formatted(PAIRS);
  private static final String WAKING = "waking, %d at once".formatted(PARALLEL);
  private static final String TO_SLEEPING = "tells to sleeping, %d at once".formatted(PARALLEL);
  private static final String BETWEEN_SLEEPING =
      "tells between sleeping, %d at once".formatted(PARALLEL);

  private int made;

  @Override
  public String name() {
    return "tells";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    for (int round = 1; round <= plan.rounds(); round++) {
      round(plan, report, round);
    }
    ratio(report, TELLS, INCREMENTS);
    ratio(report, TO_SLEEPING, WAKING);
    ratio(report, BETWEEN_SLEEPING, WAKING);
    double errors =
        List.of(TELLS, TO_SLEEPING, BETWEEN_SLEEPING).stream()
            .flatMap(what -> report.get(name(), what, HOLDFAST).samples().stream())
            .mapToDouble(Sample::errors)
            .sum();
    report.holds(
        "tells: each heard once",
        report.get(name(), TELLS, HOLDFAST),
        errors == 0,
        errors == 0 ? "all of them, exactly" : "%,.0f were not".formatted(errors));
  }

  private void ratio(Report report, String what, String beside) {
    report.ratio(
        what + ", beside " + beside,
        report.get(name(), what, HOLDFAST),
        report.get(name(), beside, HOLDFAST),
        Optional.of(SHARE));
  }

  private void round(Plan plan, Report report, int round) throws Exception {
    long millis = plan.time().toMillis();
    int sleepers = plan.sleepers() * SLEEPERS_FACTOR;
    try (Running worker = Contenders.worker(plan, "holdfast", SNAPSHOT_EVERY, List.of())) {
      new Rounds(name())
          .step(
              INCREMENTS,
              HOLDFAST,
              "/s",
              () -> rate(worker, "increments %d %d".formatted(OBJECTS, millis)))
          .step(TELLS, HOLDFAST, "/s", () -> rate(worker, "tells %d %d".formatted(PAIRS, millis)))
          .step(WAKING, HOLDFAST, "/s", () -> waking(worker, sleepers))
          .step(TO_SLEEPING, HOLDFAST, "/s", () -> telling(worker, sleepers, true))
          .step(BETWEEN_SLEEPING, HOLDFAST, "/s", () -> telling(worker, sleepers, false))
          .runOnce(plan, report, round);
    }
  }

  private Sample waking(Running worker, int count) {
    return rate(worker, "wake-pals %s %d %d".formatted(make(worker, count), count, PARALLEL));
  }

  /** Each of so many tells one of its own; all have the same history as those that are woken. */
  private Sample telling(Running worker, int count, boolean sendersAwake) {
    String from = make(worker, count);
    String to = make(worker, count);
    if (sendersAwake) {
      Numbers _ = order(worker, "wake-pals %s %d %d".formatted(from, count, PARALLEL));
    }
    return rate(worker, "tell-pals %s %s %d %d".formatted(from, to, count, PARALLEL));
  }

  /** New ones, asleep as all others are then; the beginning of their names. */
  private String make(Running worker, int count) {
    String prefix = "pal" + made++ + "-";
    Numbers _ = order(worker, "make-pals %s %d".formatted(prefix, count));
    return prefix;
  }

  private static Sample rate(Running worker, String order) {
    CpuTime before = worker.cpu();
    Numbers numbers = order(worker, order);
    return Sample.ofRate(numbers, worker.cpu().since(before));
  }

  private static Numbers order(Running worker, String order) {
    return worker.process().order(ORDER_MAX, order);
  }
}

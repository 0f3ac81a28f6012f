package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;
import static dev.holdfast.bench.suite.Contenders.RAW;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From asking a sleeping counter (a snapshot and five events) to its answer. */
public final class WakeSuite implements Suite {
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);

  /** As {@code Worker.EVENTS_BEFORE_SNAPSHOT} has it for Holdfast. */
  private static final int SNAPSHOT_EVERY = 6;

  private static final int PARALLEL = 64;

  @Override
  public String name() {
    return "wake";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    try (Running ours = Contenders.worker(plan, "holdfast", SNAPSHOT_EVERY, List.of());
        Running theirs = Contenders.worker(plan, "raw", SNAPSHOT_EVERY, List.of())) {
      Numbers _ = order(ours, "sleepers " + plan.sleepers());
      Numbers _ = order(theirs, "sleepers " + plan.sleepers());
      Rounds rounds = new Rounds(name());
      for (int inFlight : List.of(1, PARALLEL)) {
        String wake = "wake %d %d".formatted(plan.sleepers(), inFlight);
        String unit = inFlight == 1 ? "ms" : "/s";
        rounds.step(what(inFlight), HOLDFAST, unit, () -> sample(ours, wake, inFlight));
        rounds.step(what(inFlight), RAW, unit, () -> sample(theirs, wake, inFlight));
      }
      rounds.run(plan, report);
    }
    report.bound(
        "waking a counter, one after another, p50",
        report.get(name(), what(1), HOLDFAST),
        Optional.of(report.get(name(), what(1), RAW)),
        Optional.of(3.0));
    report.ratio(
        "waking counters, 64 at once",
        report.get(name(), what(PARALLEL), HOLDFAST),
        report.get(name(), what(PARALLEL), RAW),
        Optional.empty());
  }

  private static String what(int inFlight) {
    return inFlight == 1 ? "one after another" : inFlight + " at once";
  }

  private static Sample sample(Running worker, String wake, int inFlight) {
    var before = worker.cpu();
    Numbers numbers = order(worker, wake);
    return inFlight == 1
        ? Sample.ofLatency(numbers)
        : Sample.ofRate(numbers, worker.cpu().since(before));
  }

  private static Numbers order(Running worker, String order) {
    return worker.process().order(ORDER_MAX, order);
  }
}

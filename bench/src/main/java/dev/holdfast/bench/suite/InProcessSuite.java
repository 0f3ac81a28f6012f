package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;
import static dev.holdfast.bench.suite.Contenders.RAW;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Durable increments in process, 256 in flight, each contender in a JVM of its own. */
public final class InProcessSuite implements Suite {
  private static final int SNAPSHOT_EVERY = 500;
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);
  private static final List<Integer> NAMES = List.of(1, 100, 10_000);

  @Override
  public String name() {
    return "process";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    for (int round = 1; round <= plan.rounds(); round++) {
      round(plan, report, round);
    }
    for (int names : NAMES) {
      report.ratio(
          "in process, " + what(names),
          report.get(name(), what(names), HOLDFAST),
          report.get(name(), what(names), RAW),
          Optional.of(names == 1 ? 40.0 : 1.5));
    }
  }

  private void round(Plan plan, Report report, int round) throws Exception {
    try (Running ours = Contenders.worker(plan, "holdfast", SNAPSHOT_EVERY, List.of());
        Running theirs = Contenders.worker(plan, "raw", SNAPSHOT_EVERY, List.of())) {
      Rounds rounds = new Rounds(name());
      for (int names : NAMES) {
        rounds.step(what(names), HOLDFAST, "/s", () -> run(plan, ours, names));
        rounds.step(what(names), RAW, "/s", () -> run(plan, theirs, names));
      }
      rounds.runOnce(plan, report, round);
    }
  }

  private static String what(int names) {
    return "%,d name%s, 256 in flight".formatted(names, names == 1 ? "" : "s");
  }

  private static Sample run(Plan plan, Running contender, int names) {
    CpuTime before = contender.cpu();
    Numbers numbers =
        contender
            .process()
            .order(ORDER_MAX, "increments %d %d".formatted(names, plan.time().toMillis()));
    return Sample.ofRate(numbers, contender.cpu().since(before));
  }
}

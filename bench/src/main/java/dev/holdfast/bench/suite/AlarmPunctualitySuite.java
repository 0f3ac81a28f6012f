package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How late alarms of sleeping objects are that are due one after another, 2,000 in a minute. */
public final class AlarmPunctualitySuite implements Suite {
  private static final int SNAPSHOT_EVERY = 500;

  /** Each takes more than a minute. */
  private static final int ROUNDS_MAX = 2;

  private static final int COUNT_MAX = 2_000;
  private static final Duration STEP = Duration.ofMillis(30);
  private static final double P50_MAX = 20;
  private static final double P99_MAX = 150;

  @Override
  public String name() {
    return "alarms-even";
  }

  @Override
  public void run(Plan whole, Report report) throws Exception {
    Plan plan = whole.atMost(ROUNDS_MAX);
    int count = Math.min(COUNT_MAX, plan.alarms() / 20);
    boolean sound = true;
    try (Running worker = Contenders.worker(plan, "holdfast", SNAPSHOT_EVERY, List.of())) {
      for (int i = 1; i <= plan.warmups(); i++) {
        Storm.Outcome first = Storm.soon("first" + i, plan.alarms() / 2, Duration.ZERO).run(worker);
        Storm.say(name(), "warm-up", HOLDFAST, first.firing());
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        Storm.Outcome outcome = Storm.soon("even" + round, count, STEP).run(worker);
        Storm.say(name(), "round " + round, HOLDFAST, outcome.firing());
        sound &= outcome.isSound();
        report.add(name(), "lateness, p50", HOLDFAST, "ms", lateness(outcome, "p50"));
        report.add(name(), "lateness, p99", HOLDFAST, "ms", lateness(outcome, "p99"));
      }
    }
    String what =
        "%,d alarms evenly over %d s on sleeping objects: "
            .formatted(count, STEP.multipliedBy(count).toSeconds());
    bound(report, what, "lateness, p50", P50_MAX);
    bound(report, what, "lateness, p99", P99_MAX);
    report.holds(
        what + "each fires once",
        report.get(name(), "lateness, p50", HOLDFAST),
        sound,
        "in %d of %d rounds".formatted(sound ? plan.rounds() : 0, plan.rounds()));
  }

  private void bound(Report report, String what, String series, double most) {
    report.bound(
        what + series, report.get(name(), series, HOLDFAST), Optional.empty(), Optional.of(most));
  }

  private static Sample lateness(Storm.Outcome outcome, String name) {
    Sample firing = outcome.firing();
    return new Sample(
        outcome.numbers().get(name) / 1_000,
        firing.p50(),
        firing.p99(),
        firing.serverMicros(),
        firing.databaseMicros(),
        firing.errors());
  }
}

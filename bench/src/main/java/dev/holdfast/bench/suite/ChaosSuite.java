package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.node.chaos.ChaosOutcome;
import dev.holdfast.node.chaos.FaultPlan;
import dev.holdfast.node.chaos.FaultSeen;
import java.time.Duration;
import java.util.List;

/** Faults of all kinds, at random, under increments, reads, messages, alarms and sockets. */
public final class ChaosSuite implements Suite {
  /** Leaves two cores room for three nodes that are broken meanwhile. */
  private static final Duration PAUSE_MAX = Duration.ofMillis(200);

  @Override
  public String name() {
    return "chaos";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    ChaosOutcome outcome = ChaosRuns.run(plan, name(), FaultPlan.lasting(plan.chaos()), PAUSE_MAX);
    String what = "fault to every object's answer";
    for (FaultSeen seen : outcome.seen()) {
      report.add(name(), what, HOLDFAST, "s", Sample.of(ChaosRuns.seconds(seen)));
    }
    report.holds(
        "three nodes, broken at random: nothing lost, nothing doubled, histories linearizable",
        report.get(name(), what, HOLDFAST),
        outcome.isSound(),
        outcome.line());
    long kept = outcome.seen().stream().filter(ChaosRuns::isKept).count();
    report.holds(
        "and within their times",
        report.get(name(), what, HOLDFAST),
        kept == outcome.seen().size(),
        "%d of %d faults".formatted(kept, outcome.seen().size()));
    ChaosRuns.write(report, name(), "A cluster broken at random", List.of(outcome));
  }
}

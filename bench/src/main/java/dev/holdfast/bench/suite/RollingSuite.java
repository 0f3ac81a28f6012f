package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.node.chaos.ChaosOutcome;
import dev.holdfast.node.chaos.Fault;
import dev.holdfast.node.chaos.FaultPlan;
import dev.holdfast.node.chaos.FaultSeen;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** SIGTERM and a new start of each of three nodes, one after another, under load. */
public final class RollingSuite implements Suite {
  private static final String WHAT = "longest stall of a rolling restart";
  private static final Duration PAUSE_MAX = Duration.ofMillis(100);

  @Override
  public String name() {
    return "rolling";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    List<Fault> restarts = Collections.nCopies(plan.rounds(), Fault.ROLLING);
    ChaosOutcome outcome = ChaosRuns.run(plan, name(), FaultPlan.of(restarts), PAUSE_MAX);
    outcome
        .seen()
        .forEach(
            seen -> report.add(name(), WHAT, HOLDFAST, "s", Sample.of(ChaosRuns.seconds(seen))));
    long failed = outcome.seen().stream().mapToLong(FaultSeen::failed).sum();
    long answered = outcome.seen().stream().mapToLong(FaultSeen::answered).sum();
    report.holds(
        "rolling restart of three nodes: no request fails, none stalls for 1 s",
        report.get(name(), WHAT, HOLDFAST),
        outcome.isSound() && outcome.seen().stream().allMatch(ChaosRuns::isKept),
        "%d restarts of all three, %d of %d requests failed, longest stall %.1f s"
            .formatted(
                outcome.seen().size(),
                failed,
                failed + answered,
                outcome.seen().stream().mapToDouble(ChaosRuns::seconds).max().orElse(0)));
    ChaosRuns.write(report, name(), "Rolling restart", List.of(outcome));
  }
}

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code kill -9} of one of three nodes; the first of each cluster as soon as it is ready. */
public final class FailoverSuite implements Suite {
  private static final String WHAT = "kill to every object's answer";
  private static final int KILLS_A_CLUSTER = 5;
  private static final Duration PAUSE_MAX = Duration.ofMillis(200);

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    List<ChaosOutcome> outcomes = new ArrayList<>();
    for (int left = plan.kills(); left > 0; left -= KILLS_A_CLUSTER) {
      List<Fault> kills = Collections.nCopies(Math.min(left, KILLS_A_CLUSTER), Fault.KILL);
      outcomes.add(ChaosRuns.run(plan, name(), FaultPlan.of(kills), PAUSE_MAX));
    }
    List<FaultSeen> seen = outcomes.stream().flatMap(outcome -> outcome.seen().stream()).toList();
    seen.forEach(
        kill -> report.add(name(), WHAT, HOLDFAST, "s", Sample.of(ChaosRuns.seconds(kill))));
    long kept = seen.stream().filter(ChaosRuns::isKept).count();
    report.holds(
        "kill -9 of one of three nodes: every object answers within 6 s",
        report.get(name(), WHAT, HOLDFAST),
        kept == seen.size() && outcomes.stream().allMatch(ChaosOutcome::isSound),
        "%d of %d, longest %.1f s"
            .formatted(
                kept, seen.size(), seen.stream().mapToDouble(ChaosRuns::seconds).max().orElse(0)));
    ChaosRuns.write(report, name(), "kill -9 of one of three nodes", outcomes);
  }
}

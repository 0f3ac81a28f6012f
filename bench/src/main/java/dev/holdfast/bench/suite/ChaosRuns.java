package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.Jvm;
import dev.holdfast.bench.report.DotChart;
import dev.holdfast.bench.report.Report;
import dev.holdfast.node.chaos.ChaosOutcome;
import dev.holdfast.node.chaos.ChaosTrial;
import dev.holdfast.node.chaos.Fault;
import dev.holdfast.node.chaos.FaultPlan;
import dev.holdfast.node.chaos.FaultSeen;
import dev.holdfast.node.chaos.cluster.NodeProgram;
import dev.holdfast.node.chaos.objects.ChaosMain;
import dev.holdfast.node.chaos.objects.Planted;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Trials of three nodes, from a folder of their own to lines of a report. */
final class ChaosRuns {
  private static final int NODES = 3;

  /** Enough that every part of the cluster has some. */
  private static final int PROBES = 48;

  private static final Duration CALM = Duration.ofSeconds(1);

  /** Seconds until every object answers again; of a restart, for how long one did not. */
  static final Map<Fault, Double> BOUNDS =
      new EnumMap<>(
          Map.of(Fault.KILL, 6.0, Fault.PARTITION, 8.0, Fault.RESTART, 1.0, Fault.ROLLING, 1.0));

  /** The node without the database's word answers nothing any more after this, in seconds. */
  static final double SILENT_MAX = 5;

  private ChaosRuns() {}

  /** One run on fresh data. */
  static ChaosOutcome run(Plan plan, String suite, FaultPlan faults, Duration pauseMax)
      throws IOException, InterruptedException {
    long seed = plan.seed() == 0 ? new SplittableRandom().nextLong(1, 1_000_000) : plan.seed();
    System.err.println(suite + " seed " + seed);
    List<String> java = new ArrayList<>(List.of(Jvm.home().resolve("bin/java").toString()));
    java.addAll(Jvm.FLAGS);
    NodeProgram program =
        new NodeProgram(java, System.getProperty("java.class.path"), ChaosMain.class);
    ChaosOutcome outcome =
        ChaosTrial.run(
            new ChaosTrial.Setup(
                program,
                Contenders.fresh(plan, suite),
                NODES,
                seed,
                faults,
                pauseMax,
                PROBES,
                CALM,
                Planted.NOTHING),
            seen -> System.err.println(suite + " " + seen));
    System.err.println(suite + " " + outcome.line());
    return outcome;
  }

  /** Seconds that count: of what is planned the longest stall, else until all answer again. */
  static double seconds(FaultSeen seen) {
    return (seen.fault().isPlanned()
            ? Math.max(seen.stallMillis(), seen.slowestMillis())
            : seen.answersMillis().orElse(Long.MAX_VALUE))
        / 1_000.0;
  }

  /** Whether the goals that there are for such a fault were reached. */
  static boolean isKept(FaultSeen seen) {
    double bound = BOUNDS.getOrDefault(seen.fault(), Double.MAX_VALUE);
    return seconds(seen) <= bound
        && seen.silentMillis().orElse(0) <= SILENT_MAX * 1_000
        && (!seen.fault().isPlanned() || seen.failed() == 0);
  }

  /** The tables of these runs, and a picture of how long objects did not answer. */
  static void write(Report report, String suite, String title, List<ChaosOutcome> outcomes) {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    Map<String, Double> bounds = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder("### " + title + "\n\n![](" + suite + ".svg)\n\n");
    for (ChaosOutcome outcome : outcomes) {
      text.append(outcome.line()).append("\n\n").append(outcome.table()).append('\n');
      for (FaultSeen seen : outcome.seen()) {
        String fault = seen.fault().words();
        if (seen.answersMillis().isPresent()) {
          times.computeIfAbsent(fault, _ -> new ArrayList<>()).add(seconds(seen));
        }
        Double bound = BOUNDS.get(seen.fault());
        if (bound != null) {
          bounds.put(fault, bound);
        }
      }
    }
    report.note(text.toString());
    String words = "Seconds from the fault until every object answered (restarts: longest stall)";
    report.file(suite + ".svg", DotChart.svg(words, times, bounds));
  }
}

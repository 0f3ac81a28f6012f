package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;
import static dev.holdfast.bench.suite.Contenders.RAW;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.report.Series;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Sleeping objects whose alarms are all due at the same instant, beside raw Pekko's rate of waking
 * as many entities with a message each, on which each persists one event. All have one event
 * before.
 */
public final class AlarmStormSuite implements Suite {
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);
  private static final int SNAPSHOT_EVERY = 500;
  private static final int ROUNDS_MAX = 3;

  /** Raw Pekko's best of these counts; fewer are slower. */
  private static final List<Integer> IN_FLIGHT = List.of(256, 512);

  private static final String FIRING = "waking and firing";
  private static final String SETTING = "setting";

  private int storms;
  private int unsound;

  @Override
  public String name() {
    return "alarms-storm";
  }

  @Override
  public void run(Plan whole, Report report) throws Exception {
    Plan plan = whole.atMost(ROUNDS_MAX);
    try (Running ours = Contenders.worker(plan, "holdfast", SNAPSHOT_EVERY, List.of());
        Running theirs = Contenders.worker(plan, "raw", SNAPSHOT_EVERY, List.of())) {
      for (int pass = -plan.warmups(); pass < plan.rounds(); pass++) {
        ours(plan, report, ours, pass);
        for (int inFlight : IN_FLIGHT) {
          theirs(plan, report, theirs, pass, inFlight);
        }
      }
    }
    rows(plan, report);
  }

  private void ours(Plan plan, Report report, Running worker, int pass) {
    Storm storm = Storm.soon("storm" + pass, plan.alarms(), Duration.ZERO);
    Storm.Outcome outcome = storm.run(worker);
    Storm.say(name(), title(pass), HOLDFAST + ", setting", outcome.setting());
    Storm.say(name(), title(pass), HOLDFAST + ", firing", outcome.firing());
    storms++;
    unsound += outcome.isSound() ? 0 : 1;
    if (pass >= 0) {
      report.add(name(), SETTING, HOLDFAST, "/s", outcome.setting());
      report.add(name(), FIRING, HOLDFAST, "/s", outcome.firing());
    }
  }

  private void theirs(Plan plan, Report report, Running worker, int pass, int inFlight) {
    String prefix = "raw%d-%d-".formatted(pass, inFlight);
    Numbers _ = order(worker, "make %s %d".formatted(prefix, plan.alarms()));
    CpuTime before = worker.cpu();
    Numbers added = order(worker, "add %s %d %d".formatted(prefix, plan.alarms(), inFlight));
    Sample sample = Sample.ofRate(added, worker.cpu().since(before));
    Numbers _ = order(worker, "sleep %s %d".formatted(prefix, plan.alarms()));
    Storm.say(name(), title(pass), RAW + ", " + inFlight, sample);
    if (pass >= 0) {
      report.add(name(), waking(inFlight), RAW, "/s", sample);
    }
  }

  private void rows(Plan plan, Report report) {
    Series ours = report.get(name(), FIRING, HOLDFAST);
    Series theirs =
        IN_FLIGHT.stream()
            .map(inFlight -> report.get(name(), waking(inFlight), RAW))
            .max(Comparator.comparingDouble(Series::median))
            .orElseThrow();
    String what = "%,d sleeping objects due at once: ".formatted(plan.alarms());
    report.ratio(what + "waking and firing each", ours, theirs, Optional.of(1.5));
    report.holds(
        what + "each fires once",
        ours,
        unsound == 0,
        String.format(
            Locale.ROOT,
            "%d of %d storms; lateness p50 %.2f s, p99 %.2f s",
            storms - unsound,
            storms,
            ours.median(Sample::p50) / 1e6,
            ours.median(Sample::p99) / 1e6));
  }

  private static String waking(int inFlight) {
    return "waking and persisting, %d in flight".formatted(inFlight);
  }

  private static String title(int pass) {
    return pass < 0 ? "warm-up" : "round " + (pass + 1);
  }

  private static Numbers order(Running worker, String order) {
    return worker.process().order(ORDER_MAX, order);
  }
}

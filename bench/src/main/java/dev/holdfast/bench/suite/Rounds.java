package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Measurements taken in turn, pass after pass; every other pass backwards. */
final class Rounds {
  private record Step(String what, String contender, String unit, Callable<Sample> measure) {}

  private final String suite;
  private final List<Step> steps = new ArrayList<>();
  private boolean forwards;

  Rounds(String suite) {
    this.suite = suite;
  }

  Rounds step(String what, String contender, String unit, Callable<Sample> measure) {
    steps.add(new Step(what, contender, unit, measure));
    return this;
  }

  /** All rounds with one start of the contenders, for what hardly depends on the start. */
  void run(Plan plan, Report report) throws Exception {
    warmUp(plan, report);
    for (int round = 1; round <= plan.rounds(); round++) {
      pass("round " + round, true, report);
    }
  }

  /**
   * One round with this start of the contenders, for throughput: one program differs by up to twice
   * from start to start, by what the compiler happens to see first.
   */
  void runOnce(Plan plan, Report report, int round) throws Exception {
    warmUp(plan, report);
    pass("round " + round, true, report);
  }

  private void warmUp(Plan plan, Report report) throws Exception {
    for (int i = 0; i < plan.warmups(); i++) {
      pass("warm-up", false, report);
    }
  }

  private void pass(String title, boolean counts, Report report) throws Exception {
    forwards = !forwards;
    for (Step step : forwards ? steps : steps.reversed()) {
      Sample sample = step.measure().call();
      say(title, step, sample);
      if (counts) {
        report.add(suite, step.what(), step.contender(), step.unit(), sample);
      }
    }
  }

  private void say(String title, Step step, Sample sample) {
    System.err.println(
        String.format(
            Locale.ROOT,
            "%-8s %-9s %-34s %-10s %,12.2f %-6s p50 %8.0f p99 %9.0f us  cpu %5.0f + %5.0f us%s",
            suite,
            title,
            step.what(),
            step.contender(),
            sample.value(),
            step.unit(),
            sample.p50(),
            sample.p99(),
            sample.serverMicros(),
            sample.databaseMicros(),
            sample.errors() > 0 ? "  ERRORS " + sample.errors() : ""));
  }
}

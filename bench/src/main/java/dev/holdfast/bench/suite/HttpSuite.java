package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;
import static dev.holdfast.bench.suite.Contenders.RAW;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.HttpLoad;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Durable increments and reads over HTTP, 64 connections, and the HTTP server alone. */
public final class HttpSuite implements Suite {
  private static final int CONNECTIONS = 64;
  private static final String UNIT = "/s";
  private static final String READS = "GET, 100 names";
  private static final String ALONE = "GET, no object";
  private static final List<Integer> NAMES = List.of(1, 100, 10_000);

  private record Load(String what, String method, String path, int names) {}

  private final Map<String, Long> acknowledged = new HashMap<>();
  private long wrong;

  @Override
  public String name() {
    return "http";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    for (int round = 1; round <= plan.rounds(); round++) {
      round(plan, report, round);
    }
    compare(report);
    report.holds(
        "HTTP: counters hold what was acknowledged",
        report.get(name(), what(1), HOLDFAST),
        wrong == 0,
        wrong == 0 ? "all of it, exactly" : "off by " + wrong);
  }

  private void round(Plan plan, Report report, int round) throws Exception {
    // No AOT cache: it would bring profiles of earlier runs, which the other side has not.
    Map<String, String> environment = Contenders.environment("off", "");
    acknowledged.clear();
    try (Running ours = Contenders.node(plan, Contenders.fresh(plan, "node"), environment);
        Running theirs = Contenders.rawHttp(plan, List.of())) {
      Rounds rounds = new Rounds(name());
      for (int names : NAMES) {
        both(rounds, plan, ours, theirs, increments(names));
      }
      both(rounds, plan, ours, theirs, new Load(READS, "GET", counters(100), 100));
      Load health = new Load(ALONE, "GET", "/health", 1);
      Load ping = new Load(ALONE, "GET", "/ping", 1);
      rounds.step(ALONE, HOLDFAST, UNIT, () -> run(plan, ours, HOLDFAST, health));
      rounds.step(ALONE, RAW, UNIT, () -> run(plan, theirs, RAW, ping));
      rounds.runOnce(plan, report, round);
      verify(Map.of(HOLDFAST, ours, RAW, theirs));
    }
  }

  private static Load increments(int names) {
    return new Load(what(names), "POST", counters(names), names);
  }

  private static String what(int names) {
    return "POST, %,d name%s".formatted(names, names == 1 ? "" : "s");
  }

  private static String counters(int names) {
    return "/objects/counter/of" + names + "-%d";
  }

  private void both(Rounds rounds, Plan plan, Running ours, Running theirs, Load load) {
    rounds.step(load.what(), HOLDFAST, UNIT, () -> run(plan, ours, HOLDFAST, load));
    rounds.step(load.what(), RAW, UNIT, () -> run(plan, theirs, RAW, load));
  }

  private Sample run(Plan plan, Running contender, String name, Load load) throws IOException {
    CpuTime before = contender.cpu();
    LoadResult result = load(contender, load, plan.time());
    if (load.method().equals("POST")) {
      long _ = acknowledged.merge(name + load.names(), result.acknowledged(), Long::sum);
    }
    return Sample.ofRate(Numbers.parse(result.line()), contender.cpu().since(before));
  }

  private static LoadResult load(Running contender, Load load, Duration time) throws IOException {
    return HttpLoad.run(
        contender.address(),
        new HttpLoad.Shape(load.method(), load.path(), load.names(), CONNECTIONS, time));
  }

  private void compare(Report report) {
    for (int names : NAMES) {
      ratio(report, what(names), Optional.of(names == 1 ? 10.0 : 1.0));
    }
    ratio(report, READS, Optional.of(0.85));
    ratio(report, ALONE, Optional.empty());
  }

  private void ratio(Report report, String what, Optional<Double> atLeast) {
    report.ratio(
        "HTTP " + what, report.get(name(), what, HOLDFAST), report.get(name(), what, RAW), atLeast);
  }

  /** What the counters say must be what was acknowledged, to the last one. */
  private void verify(Map<String, Running> contenders) throws IOException {
    for (Map.Entry<String, Running> contender : contenders.entrySet()) {
      for (int names : NAMES) {
        Load reads = new Load(READS, "GET", counters(names), names);
        long counted = load(contender.getValue(), reads, Duration.ZERO).bodySum();
        long off = counted - acknowledged.getOrDefault(contender.getKey() + names, 0L);
        wrong += Math.abs(off);
        if (off != 0) {
          System.err.printf("http     %s, %d names: off by %d%n", contender.getKey(), names, off);
        }
      }
    }
  }
}

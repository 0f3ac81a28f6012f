package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.HangingServer;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.report.Series;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What other objects notice of 10,000 calls to one host that hang: increments with and without. */
public final class HungCallsSuite implements Suite {
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);
  private static final int SNAPSHOT_EVERY = 500;
  private static final int CALLS = 10_000;
  private static final int NAMES = 1_000;

  /** So few that what is measured is latency, not the wait for a processor. */
  private static final int IN_FLIGHT = 16;

  private static final double FACTOR_MAX = 1.5;
  private static final String WITHOUT = "increments, p99, no calls";
  private static final String WITH = "increments, p99, %,d calls hang".formatted(CALLS);

  private long ended;

  @Override
  public String name() {
    return "hung-calls";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    try (HangingServer server = new HangingServer();
        Running worker = Contenders.worker(plan, "holdfast", SNAPSHOT_EVERY, List.of())) {
      for (int pass = -plan.warmups(); pass < plan.rounds(); pass++) {
        Sample without = others(plan, worker);
        hang(server, worker);
        Sample with = others(plan, worker);
        letGo(server, worker);
        String title = pass < 0 ? "warm-up" : "round " + (pass + 1);
        Storm.say(name(), title, "without", without);
        Storm.say(name(), title, "with", with);
        if (pass >= 0) {
          report.add(name(), WITHOUT, HOLDFAST, "ms", without);
          report.add(name(), WITH, HOLDFAST, "ms", with);
        }
      }
    }
    Series without = report.get(name(), WITHOUT, HOLDFAST);
    report.bound(
        "%,d calls hang, other objects' p99".formatted(CALLS),
        report.get(name(), WITH, HOLDFAST),
        Optional.of(without),
        Optional.of(FACTOR_MAX * without.median()));
  }

  private static Sample others(Plan plan, Running worker) {
    CpuTime before = worker.cpu();
    Numbers numbers =
        order(worker, "others %d %d %d".formatted(NAMES, IN_FLIGHT, plan.time().toMillis()));
    Sample rate = Sample.ofRate(numbers, worker.cpu().since(before));
    return new Sample(
        rate.p99() / 1_000,
        rate.p50(),
        rate.p99(),
        rate.serverMicros(),
        rate.databaseMicros(),
        rate.errors());
  }

  private static void hang(HangingServer server, Running worker) {
    server.hold();
    Numbers made = order(worker, "make-calls %s %d".formatted(server.url(), CALLS));
    if (made.get("errors") > 0) {
      throw new IllegalStateException("calls were refused: " + made);
    }
  }

  /** All of them have to end before the next pass begins without. */
  private void letGo(HangingServer server, Running worker) {
    server.letGo();
    ended += CALLS;
    Numbers seen = order(worker, "await-calls %d %d".formatted(CALLS, ended));
    if (seen.get("ended") != ended) {
      throw new IllegalStateException("%s of %d calls ended".formatted(seen, ended));
    }
  }

  private static Numbers order(Running worker, String order) {
    return worker.process().order(ORDER_MAX, order);
  }
}

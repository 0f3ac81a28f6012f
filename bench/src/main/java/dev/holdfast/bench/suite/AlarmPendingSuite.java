package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What alarms cost that wait on sleeping objects: heap after a full collection, and the rates of
 * setting and firing others, beside a node with none.
 */
public final class AlarmPendingSuite implements Suite {
  private static final Duration ORDER_MAX = Duration.ofMinutes(10);
  private static final int SNAPSHOT_EVERY = 500;
  private static final int ROUNDS_MAX = 3;
  private static final String NONE = "Holdfast, none pending";
  private static final String HEAP = "heap of pending alarms";
  private static final String SETTING = "setting";
  private static final String FIRING = "waking and firing";

  /** What cancelled time-outs hold, see {@link HeapSuite}. */
  private static final Duration TIMERS_GONE = Duration.ofSeconds(32);

  private static final double MEGABYTE = 1e6;
  private static final double MEGABYTES_MAX = 50;
  private static final double RATE_MIN = 0.9;

  @Override
  public String name() {
    return "alarms-pending";
  }

  @Override
  public void run(Plan whole, Report report) throws Exception {
    Plan plan = whole.atMost(ROUNDS_MAX);
    Path other = Contenders.fresh(plan, "worker-none-pending");
    try (Running loaded = Contenders.worker(plan, "holdfast", SNAPSHOT_EVERY, List.of());
        Running none = Contenders.worker(plan, "holdfast", other, SNAPSHOT_EVERY, List.of())) {
      for (int round = -plan.warmups(); round < 0; round++) {
        storm(plan, report, loaded, HOLDFAST, round);
        storm(plan, report, none, NONE, round);
      }
      Storm pending = pending(plan);
      pend(report, loaded, pending);
      // A full collection leaves a small heap behind: both are to begin with one.
      Numbers _ = none.process().order(ORDER_MAX, "heap");
      for (int round = 1; round <= plan.rounds(); round++) {
        if (round % 2 == 1) {
          storm(plan, report, none, NONE, round);
        }
        storm(plan, report, loaded, HOLDFAST, round);
        if (round % 2 == 0) {
          storm(plan, report, none, NONE, round);
        }
      }
      requireAllPending(loaded, pending);
    }
    rows(plan, report);
  }

  /** Due over thirty days from tomorrow on. */
  private static Storm pending(Plan plan) {
    long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
    Duration step = Duration.ofDays(30).dividedBy(plan.alarmsPending());
    return new Storm("pending", plan.alarmsPending(), tomorrow, step);
  }

  private void pend(Report report, Running worker, Storm pending) throws InterruptedException {
    double before = used(worker);
    Numbers made = pending.order(worker, "pend-bells");
    double after = used(worker);
    double megabytes = (after - before) / MEGABYTE;
    System.err.printf(
        "%-14s %,d pending after %.0f s, heap %.1f -> %.1f MB%n",
        name(), pending.count(), made.get("seconds"), before / MEGABYTE, after / MEGABYTE);
    report.add(name(), HEAP, HOLDFAST, "MB", Sample.of(megabytes));
    requireAllPending(worker, pending);
  }

  private static void requireAllPending(Running worker, Storm pending) {
    double there = pending.order(worker, "pending-bells").get("pending");
    if (there != pending.count()) {
      throw new IllegalStateException("%.0f of %d wait".formatted(there, pending.count()));
    }
  }

  private static double used(Running worker) throws InterruptedException {
    Numbers _ = worker.process().order(ORDER_MAX, "sleep all 0");
    boolean _ = new CountDownLatch(1).await(TIMERS_GONE.toMillis(), TimeUnit.MILLISECONDS);
    return worker.process().order(ORDER_MAX, "heap").get("used");
  }

  private void storm(Plan plan, Report report, Running worker, String contender, int round) {
    int count = plan.alarms() * 2 / 5;
    Storm.Outcome outcome = Storm.soon("others" + round, count, Duration.ZERO).run(worker);
    if (!outcome.isSound()) {
      throw new IllegalStateException("not each fired once: " + outcome.numbers());
    }
    String title = round < 0 ? "warm-up" : "round " + round;
    Storm.say(name(), title, contender, outcome.setting());
    Storm.say(name(), title, contender, outcome.firing());
    if (round > 0) {
      report.add(name(), SETTING, contender, "/s", outcome.setting());
      report.add(name(), FIRING, contender, "/s", outcome.firing());
    }
  }

  private void rows(Plan plan, Report report) {
    String pending = "%,d pending alarms on sleeping objects: ".formatted(plan.alarmsPending());
    report.bound(
        pending + "growth of the heap",
        report.get(name(), HEAP, HOLDFAST),
        Optional.empty(),
        Optional.of(MEGABYTES_MAX));
    for (String what : List.of(SETTING, FIRING)) {
      report.ratio(
          pending + what + " others",
          report.get(name(), what, HOLDFAST),
          report.get(name(), what, NONE),
          Optional.of(RATE_MIN));
    }
  }
}

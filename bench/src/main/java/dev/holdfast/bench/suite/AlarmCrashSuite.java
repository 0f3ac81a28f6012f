package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** {@code kill -9} in the middle of a storm, and what the next start makes of the rest. */
public final class AlarmCrashSuite implements Suite {
  private static final int SNAPSHOT_EVERY = 500;
  private static final int ROUNDS_MAX = 3;
  private static final String REST = "ready to the last overdue firing";

  /** What is still to fire when the node is killed. */
  private static final double LEFT_MIN = 0.2;

  private static final double LEFT_MAX = 0.8;

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final SplittableRandom random = new SplittableRandom();
  private final List<String> lines = new ArrayList<>();
  private int sound;
  private int telling;

  @Override
  public String name() {
    return "alarms-crash";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    Path data = Contenders.fresh(plan, "worker-alarms-crash");
    int rounds = Math.min(ROUNDS_MAX, plan.crashRounds());
    Running worker = start(plan, data);
    try {
      for (int round = 1; round <= rounds; round++) {
        Storm storm = Storm.soon("crash" + round, plan.alarms(), Duration.ZERO);
        long killed = storm(storm, worker);
        worker = start(plan, data);
        long ready = System.currentTimeMillis();
        storm.await(worker);
        count(report, storm, killed, ready, storm.rung(worker, killed));
      }
    } finally {
      worker.close();
    }
    report.holds(
        "kill -9 while %,d alarms fire: none lost, none twice".formatted(plan.alarms()),
        report.get(name(), REST, HOLDFAST),
        sound == rounds && telling == rounds,
        "%d of %d rounds (%d in the middle); the last overdue one %.1f s after ready"
            .formatted(sound, rounds, telling, report.get(name(), REST, HOLDFAST).median()));
    report.note(
        """
        ### kill -9 while alarms fire

        | round | fired before | after | once | more than once | never | kill to ready | ready to the last |
        |---|---|---|---|---|---|---|---|
        %s\
        """
            .formatted(String.join("\n", lines)));
  }

  private static Running start(Plan plan, Path data) {
    return Contenders.worker(plan, "holdfast", data, SNAPSHOT_EVERY, List.of());
  }

  /** Begins one and kills in the middle of it; answers when. */
  private long storm(Storm storm, Running worker) {
    Numbers _ = storm.set(worker);
    storm.sleep(worker);
    storm.awaitDue();
    double left = random.nextDouble(LEFT_MIN, LEFT_MAX) * storm.count();
    while (storm.order(worker, "pending-bells").get("pending") > left) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    worker.process().kill();
    return System.currentTimeMillis();
  }

  private void count(Report report, Storm storm, long killed, long ready, Numbers rung) {
    double seconds = (rung.get("last") - ready) / 1_000;
    report.add(name(), REST, HOLDFAST, "s", Sample.of(seconds));
    double after = rung.get("since");
    double before = rung.get("once") + rung.get("more") - after;
    sound += storm.isSound(rung) ? 1 : 0;
    telling += before > 0 && after > 0 ? 1 : 0;
    lines.add(
        String.format(
            Locale.ROOT,
            "| %d | %.0f | %.0f | %.0f | %.0f | %.0f | %.1f s | %.1f s |",
            lines.size() + 1,
            before,
            after,
            rung.get("once"),
            rung.get("more"),
            rung.get("never"),
            (ready - killed) / 1_000.0,
            seconds));
    System.err.println(name() + "   " + lines.getLast());
  }
}

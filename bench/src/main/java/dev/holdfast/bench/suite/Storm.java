package dev.holdfast.bench.suite;

import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Alarms of objects that are asleep when they are due, all at once or one after another.
 *
 * @param prefix of the objects' names; used once on the same data
 * @param dueMillis when the first one is due
 * @param step from one to the next
 */
record Storm(String prefix, int count, long dueMillis, Duration step) {
  private static final Duration ORDER_MAX = Duration.ofMinutes(5);

  /** What is due within a type's idle time of 10 s does not sleep; more for the first turns. */
  private static final Duration LEAD_MIN = Duration.ofSeconds(14);

  /** As many are set and asleep within a second at least. */
  private static final double SET_AND_ASLEEP_PER_SECOND = 5_000;

  /**
   * What came of it.
   *
   * @param firing the rate from the due time to the last firing; errors are those not fired once
   * @param isSound each fired once, for its time, and none early
   */
  record Outcome(Sample setting, Sample firing, Numbers numbers, boolean isSound) {}

  /** One that is due when its objects can be asleep. */
  static Storm soon(String prefix, int count, Duration step) {
    long lead = LEAD_MIN.toMillis() + (long) (count * 1_000 / SET_AND_ASLEEP_PER_SECOND);
    return new Storm(prefix, count, System.currentTimeMillis() + lead, step);
  }

  /** Sets all, waits until they have fired, and looks at what is stored. */
  Outcome run(Running worker) {
    CpuTime idle = worker.cpu();
    Sample setting = Sample.ofRate(set(worker), worker.cpu().since(idle));
    sleep(worker);
    awaitDue();
    CpuTime before = worker.cpu();
    await(worker);
    CpuTime used = worker.cpu().since(before);
    Numbers rung = rung(worker, 0);
    Sample firing =
        new Sample(
            rung.get("rate"),
            rung.get("p50"),
            rung.get("p99"),
            used.serverMicros() / count,
            used.databaseMicros() / count,
            count - rung.get("once"));
    return new Outcome(setting, firing, rung, isSound(rung));
  }

  Numbers set(Running worker) {
    return order(worker, "set-bells");
  }

  void sleep(Running worker) {
    Numbers _ = order(worker, "sleep");
    if (System.currentTimeMillis() > dueMillis) {
      throw new IllegalStateException(
          "%d objects were not asleep in time. Is the machine busy?".formatted(count));
    }
  }

  void awaitDue() {
    for (long left = left(); left > 0; left = left()) {
      LockSupport.parkNanos(Duration.ofMillis(left).toNanos());
    }
  }

  private long left() {
    return dueMillis - System.currentTimeMillis();
  }

  void await(Running worker) {
    Numbers _ = order(worker, "await-bells");
  }

  /** What is stored, see {@code Bells.rung}. */
  Numbers rung(Running worker, long sinceMillis) {
    return worker.process().order(ORDER_MAX, "rung-bells %s %d".formatted(words(), sinceMillis));
  }

  boolean isSound(Numbers rung) {
    return rung.get("once") == count && rung.get("unlike") == 0 && rung.get("early") == 0;
  }

  Numbers order(Running worker, String order) {
    return worker.process().order(ORDER_MAX, order + " " + words());
  }

  private String words() {
    return "%s %d %d %d".formatted(prefix, count, dueMillis, step.toNanos() / 1_000);
  }

  /** One line for who watches. */
  static void say(String suite, String title, String contender, Sample sample) {
    System.err.println(
        String.format(
            Locale.ROOT,
            "%-14s %-9s %-22s %,10.2f  p50 %,9.1f p99 %,9.1f ms  cpu %4.0f + %4.0f us%s",
            suite,
            title,
            contender,
            sample.value(),
            sample.p50() / 1_000,
            sample.p99() / 1_000,
            sample.serverMicros(),
            sample.databaseMicros(),
            sample.errors() > 0 ? "  ERRORS " + sample.errors() : ""));
  }
}

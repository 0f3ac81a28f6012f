package dev.holdfast.runtime.host;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What the alarms of one batch came to: counted once its commit is durable, and never otherwise.
 *
 * <p>Thread rule: confined, like the batch it belongs to.
 */
final class AlarmTally {
  private final List<Instant> times = new ArrayList<>(1);
  private long fired;
  private long retries;
  private long dead;
  private long slowed;

  /** One took effect at its first attempt, and was to be fired at {@code time}. */
  void firedAtOnce(Instant time) {
    fired++;
    times.add(time);
  }

  /** One took effect after attempts that failed. */
  void firedAgain() {
    fired++;
  }

  void retried() {
    retries++;
  }

  void died() {
    dead++;
  }

  void slowed() {
    slowed++;
  }

  /**
   * Adds all of it to the node's counts.
   *
   * @param now when the commit was durable
   */
  void count(AlarmCounts counts, Instant now) {
    counts.fired.add(fired);
    counts.retries.add(retries);
    counts.dead.add(dead);
    counts.slowed.add(slowed);
    times.forEach(time -> counts.late(time, now));
  }
}

package dev.holdfast.runtime.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a node says of alarms. Counts are since it started, of commits known to be durable: an alarm
 * whose commit failed has not fired.
 *
 * @param fired alarms that took effect
 * @param retries attempts that failed and are followed by another
 * @param dead alarms given up, each a dead letter now
 * @param slowed firings put off because their alarm sets itself for at once without end
 * @param idleWakes wake-ups that found nothing due
 * @param swept objects whose index rows were compared with their journal
 * @param mended those of them that disagreed
 * @param lateness of those fired at their first attempt
 * @param waiting what waits in the wake index; on one node of a cluster, on the others empty, and
 *     so before the first count
 */
public record AlarmVitals(
    long fired,
    long retries,
    long dead,
    long slowed,
    long idleWakes,
    long swept,
    long mended,
    Lateness lateness,
    Optional<WakeIndex.Census> waiting) {

  /**
   * From the time at which an alarm was to be fired to its commit, by the time of day.
   *
   * @param upTo bounds of the buckets, in order
   * @param counts how many are in each bucket and in none before; one more than bounds, for those
   *     beyond the last
   * @param seconds the sum of all
   */
  public record Lateness(List<Duration> upTo, List<Long> counts, double seconds) {}
}

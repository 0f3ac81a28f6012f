package dev.holdfast.bench.load;

import java.util.Locale;

/**
 * What a broadcast saw.
 *
 * @param sent frames, in all of the run
 * @param delivered frames that came at sockets within the measured time
 * @param seconds the measured time
 * @param faults frames lost, doubled, out of order or foreign, and sockets closed, in all of the
 *     run
 * @param each from when a frame was to be sent until a socket had it, within the measured time
 * @param last the same until the last of all sockets had it
 * @param loadShare processor time of the load, by the measured time: below 1, or it was too slow
 */
public record BroadcastResult(
    long sent,
    long delivered,
    double seconds,
    long faults,
    Latencies each,
    Latencies last,
    double loadShare) {

  /** Frames delivered a second. */
  public double rate() {
    return delivered / seconds;
  }

  /** For people. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%,.0f frames/s, at each p50 %.1f p99 %.1f ms, at the last p50 %.1f p99 %.1f ms, load %.2f"
            + " cores, %,d sent, %d faults",
        rate(),
        each.micros(0.5) / 1_000,
        each.micros(0.99) / 1_000,
        last.micros(0.5) / 1_000,
        last.micros(0.99) / 1_000,
        loadShare,
        sent,
        faults);
  }
}

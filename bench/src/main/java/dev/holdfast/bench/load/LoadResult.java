package dev.holdfast.bench.load;

import java.util.Locale;

/**
 * What a run of load saw.
 *
 * @param measured good answers within the measured time
 * @param seconds the measured time
 * @param acknowledged all good answers, those before and after the measured time as well
 * @param errors everything else that was answered, or not
 * @param bodySum sum of the numbers that were answered before the measured time
 */
public record LoadResult(
    long measured,
    double seconds,
    long acknowledged,
    long errors,
    long bodySum,
    Latencies latencies) {

  /** Good answers a second. */
  public double rate() {
    return measured / seconds;
  }

  /** As {@code name=number} pairs on one line, see {@code process.Numbers}. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "rate=%.3f measured=%d acknowledged=%d errors=%d p50=%.3f p99=%.3f",
        rate(),
        measured,
        acknowledged,
        errors,
        latencies.micros(0.5),
        latencies.micros(0.99));
  }
}

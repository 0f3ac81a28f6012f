package dev.holdfast.bench.report;

import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Numbers;

/**
 * One measurement.
 *
 * @param value what is compared, in the unit of its series
 * @param p50 median latency in microseconds, or NaN
 * @param p99 in microseconds, or NaN
 * @param serverMicros processor time of the server for one operation, or NaN
 * @param databaseMicros of its database, or NaN
 * @param errors answers that were none
 */
public record Sample(
    double value,
    double p50,
    double p99,
    double serverMicros,
    double databaseMicros,
    double errors) {

  /** Only a value. */
  public static Sample of(double value) {
    return new Sample(value, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);
  }

  /** What a worker said of a run of load. */
  public static Sample ofRate(Numbers numbers, CpuTime used) {
    double operations = numbers.get("acknowledged");
    return new Sample(
        numbers.get("rate"),
        numbers.get("p50"),
        numbers.get("p99"),
        used.serverMicros() / operations,
        used.databaseMicros() / operations,
        numbers.get("errors"));
  }

  /** The same run, compared by its median latency in milliseconds. */
  public static Sample ofLatency(Numbers numbers) {
    return new Sample(
        numbers.get("p50") / 1_000,
        numbers.get("p50"),
        numbers.get("p99"),
        Double.NaN,
        Double.NaN,
        numbers.get("errors"));
  }
}

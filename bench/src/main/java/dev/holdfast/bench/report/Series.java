package dev.holdfast.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one contender showed for one thing, round after round.
 *
 * @param suite measured together
 * @param what was measured
 * @param unit of the samples' values
 */
public record Series(
    String suite, String what, String contender, String unit, List<Sample> samples) {

  /** The median of the values. */
  public double median() {
    return median(Sample::value);
  }

  /** The median of one property of the samples; NaN when none has it. */
  public double median(ToDoubleFunction<Sample> property) {
    double[] sorted =
        samples.stream().mapToDouble(property).filter(v -> !Double.isNaN(v)).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The sum of the samples' errors. */
  public double errors() {
    return samples.stream().mapToDouble(Sample::errors).sum();
  }
}

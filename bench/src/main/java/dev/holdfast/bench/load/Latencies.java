package dev.holdfast.bench.load;

/**
 * A histogram of durations: 32 buckets a power of two, hence off by 3 % at most, in a fixed 16 KiB.
 *
 * <p>Thread rule: confined; merge what several threads counted when they have ended.
 */
public final class Latencies {
  private static final int SUB_BITS = 5;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] counts = new long[64 * SUB];
  private long total;

  /** Counts one duration. */
  public void record(long nanos) {
    counts[bucket(Math.max(1, nanos))]++;
    total++;
  }

  /** Adds what another one counted. */
  public void add(Latencies other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  /** The duration in microseconds that this share (0 to 1) of all stayed below; NaN for none. */
  public double micros(double share) {
    long rank = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return middle(i) / 1_000.0;
      }
    }
    return Double.NaN;
  }

  private static int bucket(long nanos) {
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    int shift = Math.max(0, power - SUB_BITS);
    return power < SUB_BITS ? (int) nanos : (shift + 1) * SUB + (int) (nanos >>> shift) - SUB;
  }

  private static double middle(int bucket) {
    if (bucket < SUB) {
      return bucket;
    }
    int shift = bucket / SUB - 1;
    long low = (long) (bucket % SUB + SUB) << shift;
    return low + (1L << shift) / 2.0;
  }
}

package dev.holdfast.http.limits;

/**
 * How fast something may come: a token bucket.
 *
 * @param perSecond tokens that come back a second
 * @param burst tokens it holds when full; what may come at once
 */
public record Rate(long perSecond, long burst) {
  /** No limit. */
  public static final Rate UNLIMITED = new Rate(Long.MAX_VALUE, Long.MAX_VALUE);

  public Rate {
    if (perSecond < 1 || burst < 1) {
      throw new IllegalArgumentException(
          "a rate of %d a second with bursts of %d lets nothing through. Use at least 1."
              .formatted(perSecond, burst));
    }
  }

  /** Whether nothing is ever turned away. */
  public boolean unlimited() {
    return perSecond == Long.MAX_VALUE;
  }
}

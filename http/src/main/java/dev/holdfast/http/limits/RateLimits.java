package dev.holdfast.http.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for each key of one kind (callers, webhook sources). At most {@code keysMax} are
 * tracked: past it full buckets are dropped, which forgets nothing, and where none is full
 * newcomers share one bucket, so that many addresses cannot take memory without end.
 *
 * <p>Thread rule: callable from any thread, lock-free on the way through.
 */
public final class RateLimits {
  private static final long SWEEP_EVERY_NANOS = 1_000_000_000L;

  private final Rate rate;
  private final int keysMax;
  private final LongSupplier nanos;
  private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final Bucket newcomers;
  private final AtomicLong nextSweep;

  /** Buckets of that rate. */
  public RateLimits(Rate rate, int keysMax) {
    this(rate, keysMax, System::nanoTime);
  }

  RateLimits(Rate rate, int keysMax, LongSupplier nanos) {
    this.rate = rate;
    this.keysMax = keysMax;
    this.nanos = nanos;
    this.newcomers = bucket();
    this.nextSweep = new AtomicLong(nanos.getAsLong());
  }

  /** Takes a token; zero when there was one, else how long until the next. */
  public Duration take(String key) {
    if (rate.unlimited()) {
      return Duration.ZERO;
    }
    ConsumptionProbe probe = of(key).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
  }

  int tracked() {
    return buckets.size();
  }

  private Bucket of(String key) {
    Bucket known = buckets.get(key);
    if (known != null) {
      return known;
    }
    if (buckets.size() >= keysMax) {
      sweep();
      if (buckets.size() >= keysMax) {
        return newcomers;
      }
    }
    return buckets.computeIfAbsent(key, ignored -> bucket());
  }

  // At most once a second: under attack a sweep for each request would cost more than it saves.
  private void sweep() {
    long now = nanos.getAsLong();
    long due = nextSweep.get();
    if (now - due >= 0 && nextSweep.compareAndSet(due, now + SWEEP_EVERY_NANOS)) {
      buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= rate.burst());
    }
  }

  private Bucket bucket() {
    Rate of = rate.unlimited() ? new Rate(1, 1) : rate;
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(of.burst()).refillGreedy(of.perSecond(), Duration.ofSeconds(1)))
        .withCustomTimePrecision(new NanoClock(nanos))
        .build();
  }

  private record NanoClock(LongSupplier nanos) implements io.github.bucket4j.TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}

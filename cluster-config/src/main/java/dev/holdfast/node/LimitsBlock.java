package dev.holdfast.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.holdfast.http.limits.Rate;
import java.time.Duration;

/**
 * Bounds that stand next to one another in the configuration, each refused where it makes no sense:
 * counts and sizes are at least 1, times are above zero.
 *
 * <p>Errors: {@link NodeConfigException}, or the library's for a value of another type; both name
 * the key from the root on, which is why nothing here reads by a shorter path.
 *
 * @param path of the block
 */
record LimitsBlock(Config all, String path) {
  /** Longest time: a longer one is a slip of the unit, and far beyond it nanoseconds overflow. */
  static final Duration TIME_MAX = Duration.ofDays(365);

  /** Highest rate and burst: a token a nanosecond, finer than which the buckets cannot count. */
  static final long RATE_MAX = 1_000_000_000;

  static final String PER_SECOND = "per-second";
  static final String BURST = "burst";
  private static final String UNLIMITED = "unlimited";

  /** A number of things. */
  int count(String key) {
    return (int) within(key, all.getLong(at(key)), Integer.MAX_VALUE);
  }

  /** A size in bytes that must fit an array. */
  int bytes(String key) {
    return (int) within(key, all.getBytes(at(key)), Integer.MAX_VALUE);
  }

  /** A size in bytes of many things together. */
  long bytesInAll(String key) {
    return within(key, all.getBytes(at(key)), Long.MAX_VALUE);
  }

  Duration time(String key) {
    Duration time = all.getDuration(at(key));
    if (!time.isPositive() || time.compareTo(TIME_MAX) > 0) {
      throw new NodeConfigException(
          "%s is %s. Use more than 0 and at most %d days."
              .formatted(at(key), all.getValue(at(key)).unwrapped(), TIME_MAX.toDays()));
    }
    return time;
  }

  /** {@code on} or {@code off}. */
  boolean isOn(String key) {
    return all.getBoolean(at(key));
  }

  /** {@code unlimited}, or an object with {@value #PER_SECOND} and {@value #BURST}. */
  Rate rate(String key) {
    ConfigValue value = all.getValue(at(key));
    if (value instanceof ConfigObject) {
      return new Rate(perSecond(key, PER_SECOND), perSecond(key, BURST));
    }
    if (UNLIMITED.equals(value.unwrapped())) {
      return Rate.UNLIMITED;
    }
    throw new NodeConfigException(
        "%s is '%s'. Use %s, or { %s = 1000, %s = 2000 }."
            .formatted(at(key), value.unwrapped(), UNLIMITED, PER_SECOND, BURST));
  }

  private long perSecond(String key, String part) {
    String both = key + "." + part;
    if (!all.hasPath(at(both))) {
      throw new NodeConfigException(
          "%s has no %s. A rate has %s and %s.".formatted(at(key), part, PER_SECOND, BURST));
    }
    return within(both, all.getLong(at(both)), RATE_MAX);
  }

  private long within(String key, long value, long most) {
    if (value < 1 || value > most) {
      throw new NodeConfigException("%s is %d. Use 1 to %d.".formatted(at(key), value, most));
    }
    return value;
  }

  private String at(String key) {
    return path + "." + key;
  }
}

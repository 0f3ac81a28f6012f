package dev.holdfast.node.cluster.tls;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes of those who were not let in. Anybody who reaches the port can knock, so there is at most
 * one line in {@value #SECONDS_BETWEEN} seconds, which also says how many there were since the
 * last.
 *
 * <p>Thread rule: callable from any thread.
 */
final class RefusedPeers {
  static final int SECONDS_BETWEEN = 10;

  /** Characters of what the check says: part of it comes from the peer. */
  private static final int TEXT_CHARS_MAX = 200;

  private static final Logger LOG = LoggerFactory.getLogger(RefusedPeers.class);

  private final LongSupplier ticker;
  private long before;
  private long refused;
  private boolean quiet;

  /**
   * @param ticker the monotonic clock, in nanoseconds
   */
  RefusedPeers(LongSupplier ticker) {
    this.ticker = ticker;
  }

  void add(Throwable why) {
    long count = due();
    if (count > 0) {
      LOG.warn(
          "refused {} connection(s) to the cluster port whose other side is no node of this cluster;"
              + " the last one because: {}",
          count,
          text(why));
    }
  }

  /** How many to write of, 0 for not yet. */
  private synchronized long due() {
    refused++;
    long now = ticker.getAsLong();
    if (quiet && now - before < TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN)) {
      return 0;
    }
    quiet = true;
    before = now;
    long count = refused;
    refused = 0;
    return count;
  }

  private static String text(Throwable why) {
    String line = String.valueOf(why.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= TEXT_CHARS_MAX ? line : line.substring(0, TEXT_CHARS_MAX) + "...";
  }
}

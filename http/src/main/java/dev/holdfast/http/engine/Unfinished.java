package dev.holdfast.http.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the clients of all sockets have sent of messages whose end has not come, against the bound
 * on it. At the bound each may still send small ones. Thread-safe.
 */
final class Unfinished {
  /** What one client may have begun, also at the bound. */
  static final int SHARE = 16_384;

  private final long max;
  private final LongAdder held = new LongAdder();

  Unfinished(long max) {
    this.max = max;
  }

  void add(long bytes) {
    held.add(bytes);
  }

  /** Whether the bound is reached. */
  boolean full() {
    return held.sum() >= max;
  }
}

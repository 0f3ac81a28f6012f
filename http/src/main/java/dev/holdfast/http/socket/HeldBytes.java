package dev.holdfast.http.socket;

import java.util.concurrent.atomic.LongAdder;

/**
 * What waits in all queues of a hub, in and out, against the bound on it. At the bound each socket
 * is left with little: so clients that do not read, or send too much, cannot take the memory of the
 * others, however many they are. Thread-safe.
 */
final class HeldBytes {
  /** What each socket may have waiting, also at the bound: more than a few small messages. */
  static final int SHARE = 16_384;

  private final long max;
  private final LongAdder held = new LongAdder();

  HeldBytes(long max) {
    this.max = max;
  }

  void add(long bytes) {
    held.add(bytes);
  }

  /** A message waits; it counts once, for however many clients. */
  void add(WireFrame frame) {
    if (frame.holds()) {
      held.add(frame.size());
    }
  }

  /** It waits no longer for one of its clients. */
  void remove(WireFrame frame) {
    if (frame.letsGo()) {
      held.add(-frame.size());
    }
  }

  /** Whether the bound is reached. */
  boolean full() {
    return held.sum() >= max;
  }

  long bytes() {
    return held.sum();
  }
}

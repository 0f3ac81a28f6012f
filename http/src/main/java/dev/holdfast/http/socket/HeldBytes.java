package dev.holdfast.http.socket;

import java.util.concurrent.atomic.LongAdder;

/**
 * What is held for all sockets together, against the bound on it: what waits in the queues of a
 * hub, in and out, or what has come of messages whose end has not. At the bound each socket is left
 * with little: so clients that do not read, or send too much, cannot take the memory of the others,
 * however many they are. Thread-safe.
 */
public final class HeldBytes {
  /** Bytes that each socket may have, also at the bound: more than a few small messages. */
  public static final int SHARE = 16_384;

  private final long max;
  private final LongAdder held = new LongAdder();

  /** Nothing yet, of at most so many bytes. */
  public HeldBytes(long max) {
    this.max = max;
  }

  /** So many bytes more, or less. */
  public void add(long bytes) {
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
  public boolean full() {
    return held.sum() >= max;
  }

  long bytes() {
    return held.sum();
  }
}

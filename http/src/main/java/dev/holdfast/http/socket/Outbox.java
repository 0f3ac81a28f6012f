package dev.holdfast.http.socket;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for one client, bounded by count and by size. A message that is larger than
 * the bound by itself still fits into an empty box. Not thread-safe: its socket guards it.
 */
final class Outbox {
  private final int framesMax;
  private final int bytesMax;
  private final ArrayDeque<WireFrame> frames = new ArrayDeque<>(4);
  private long bytes;

  Outbox(int framesMax, int bytesMax) {
    this.framesMax = framesMax;
    this.bytesMax = bytesMax;
  }

  /** Queues a message; false, and nothing queued, when there is no room. */
  boolean offer(WireFrame frame) {
    int size = frame.size();
    if (frames.size() >= framesMax || (bytes + size > bytesMax && !frames.isEmpty())) {
      return false;
    }
    bytes += size;
    return frames.add(frame);
  }

  @Nullable WireFrame poll() {
    WireFrame frame = frames.poll();
    if (frame != null) {
      bytes -= frame.size();
    }
    return frame;
  }

  /** Whether at least half of it is free again. */
  boolean roomy() {
    return frames.size() <= framesMax / 2 && bytes <= bytesMax / 2;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  void clear() {
    frames.clear();
    bytes = 0;
  }
}

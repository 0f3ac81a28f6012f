package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for one client, bounded by count and by size. A message that is larger than
 * the bound by itself still fits into an empty box. Not thread-safe: its socket guards it.
 */
final class Outbox {
  private final int framesMax;
  private final int bytesMax;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>(4);
  private long bytes;

  Outbox(int framesMax, int bytesMax) {
    this.framesMax = framesMax;
    this.bytesMax = bytesMax;
  }

  /** Queues a message; false, and nothing queued, when there is no room. */
  boolean offer(Frame frame) {
    int size = size(frame);
    if (frames.size() >= framesMax || (bytes + size > bytesMax && !frames.isEmpty())) {
      return false;
    }
    bytes += size;
    return frames.add(frame);
  }

  /** Queues the last message a client gets, room or not. */
  void offerLast(Frame frame) {
    bytes += size(frame);
    frames.add(frame);
  }

  @Nullable Frame poll() {
    Frame frame = frames.poll();
    if (frame != null) {
      bytes -= size(frame);
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

  // Characters stand for bytes: exact for ASCII, and never less than a third of the truth. Encoding
  // every broadcast once a client only to count it would cost more than it bounds.
  static int size(Frame frame) {
    return switch (frame) {
      case Frame.Text(String text) -> text.length();
      case Frame.Binary(byte[] data) -> data.length;
    };
  }
}

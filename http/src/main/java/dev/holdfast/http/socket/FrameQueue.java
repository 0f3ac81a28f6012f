package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A client's messages until the object's commit acknowledges them: numbered from 1, and handed on
 * strictly one after another. With one in flight a resend can never overtake or be overtaken, so
 * the object can tell a repeat by its number alone. Thread-safe.
 */
final class FrameQueue {
  record Numbered(long number, Frame frame) {}

  private final int framesMax;
  private final int bytesMax;
  private final ArrayDeque<Numbered> waiting = new ArrayDeque<>(2);
  private long bytes;
  private long lastNumber;
  private boolean inFlight;
  private boolean stopped;

  FrameQueue(int framesMax, int bytesMax) {
    this.framesMax = framesMax;
    this.bytesMax = bytesMax;
  }

  /** Adds a message; false when it was the last that should be read for now. */
  synchronized boolean add(Frame frame) {
    if (!stopped) {
      lastNumber++;
      waiting.add(new Numbered(lastNumber, frame));
      bytes += frame.size();
    }
    return roomy();
  }

  /** The message to send to the object now, or null when there is none or one is under way. */
  synchronized @Nullable Numbered next() {
    if (inFlight || waiting.isEmpty()) {
      return null;
    }
    inFlight = true;
    return waiting.peek();
  }

  /** The message under way has been taken care of; whether this made room where there was none. */
  synchronized boolean done() {
    boolean full = !roomy();
    inFlight = false;
    Numbered head = waiting.poll();
    if (head != null) {
      bytes -= head.frame().size();
    }
    return full && roomy();
  }

  /** Drops what waits and takes no more. */
  synchronized void stop() {
    stopped = true;
    inFlight = false;
    waiting.clear();
    bytes = 0;
  }

  synchronized boolean idle() {
    return !inFlight && waiting.isEmpty();
  }

  private boolean roomy() {
    return waiting.size() < framesMax && bytes < bytesMax;
  }
}

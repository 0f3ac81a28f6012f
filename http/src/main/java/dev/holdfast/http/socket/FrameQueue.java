package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A client's messages until the object's commit acknowledges them: numbered from 1, and handed over
 * in that order, several at a time. With each goes the number of the newest before it that is still
 * under way, so the object can tell that it must not handle it yet, or that it has already.
 *
 * <p>One thread at a time hands over, and nobody while a pause lasts. Thread-safe.
 */
final class FrameQueue {
  private enum State {
    WAITING,
    UNDER_WAY,
    TAKEN
  }

  /** A message that waits. Its number and frame are for anybody to read. */
  static final class Numbered {
    final long number;
    final Frame frame;
    private State state = State.WAITING;
    private long previous;
    private boolean sent;
    private long sentNanos;

    private Numbered(long number, Frame frame) {
      this.number = number;
      this.frame = frame;
    }

    /** The newest message before it that was under way when it was handed over, 0 for none. */
    long previous() {
      return previous;
    }
  }

  private final SocketLimits limits;
  private final HeldBytes all;

  /** Messages of all sockets of the object that are under way. */
  private final AtomicInteger underWayInAll;

  private ArrayDeque<Numbered> waiting = new ArrayDeque<>(2);
  private long bytes;
  private long lastNumber;
  private int underWay;
  private int pauses;
  private long takenNanos;
  private boolean anyTaken;
  private boolean handing;
  private boolean pausing;
  private boolean stopped;
  private boolean finished;

  FrameQueue(SocketLimits limits, HeldBytes all, AtomicInteger underWayInAll) {
    this.limits = limits;
    this.all = all;
    this.underWayInAll = underWayInAll;
  }

  synchronized void add(Frame frame) {
    if (!stopped) {
      lastNumber++;
      waiting.add(new Numbered(lastNumber, frame));
      hold(frame.size());
    }
  }

  /** Whether the caller is to hand over now: nobody else does. Then {@link #next} says what. */
  synchronized boolean beginHandingOver() {
    if (handing) {
      return false;
    }
    handing = true;
    return true;
  }

  /** The message to hand over next; null when there is none, which ends the handing over. */
  synchronized @Nullable Numbered next(long nowNanos) {
    Numbered next = mayHandOver() ? firstWaiting() : null;
    if (next == null) {
      handing = false;
      return null;
    }
    next.state = State.UNDER_WAY;
    next.sentNanos = next.sent ? next.sentNanos : nowNanos;
    next.sent = true;
    underWay++;
    underWayInAll.incrementAndGet();
    return next;
  }

  // One is always let through, so that many sockets cannot shut one out.
  private boolean mayHandOver() {
    return !pausing
        && (underWay == 0
            || (underWay < limits.framesUnderWayMax()
                && underWayInAll.get() < limits.objectFramesUnderWayMax()));
  }

  private @Nullable Numbered firstWaiting() {
    long previous = 0;
    for (Numbered message : waiting) {
      if (message.state == State.WAITING) {
        message.previous = previous;
        return message;
      }
      previous = message.state == State.UNDER_WAY ? message.number : previous;
    }
    return null;
  }

  private void hold(long more) {
    bytes += more;
    all.add(more);
  }

  /** The object has dealt with it. */
  synchronized void taken(Numbered message, long nowNanos) {
    if (stopped) {
      return;
    }
    message.state = State.TAKEN;
    pauses = 0;
    anyTaken = true;
    takenNanos = nowNanos;
    landed();
    for (Numbered head = waiting.peek();
        head != null && head.state == State.TAKEN;
        head = waiting.peek()) {
      waiting.remove();
      hold(-head.frame.size());
    }
  }

  /** It is to be handed over again. */
  synchronized void failed(Numbered message) {
    if (!stopped) {
      message.state = State.WAITING;
      landed();
    }
  }

  private void landed() {
    underWay--;
    underWayInAll.decrementAndGet();
  }

  /** For how long it has been under way without the object taking any message of the socket. */
  synchronized long nanosWithoutProgress(Numbered message, long nowNanos) {
    long sent = nowNanos - message.sentNanos;
    return anyTaken ? Math.min(sent, nowNanos - takenNanos) : sent;
  }

  /**
   * Nothing is handed over before {@link #endPause}.
   *
   * @return how many pauses there were without success between, this one included; 0 when one lasts
   *     already
   */
  synchronized int beginPause() {
    if (pausing || stopped) {
      return 0;
    }
    pausing = true;
    return ++pauses;
  }

  synchronized void endPause() {
    pausing = false;
  }

  /** Drops what waits and takes no more. */
  synchronized void stop() {
    stopped = true;
    underWayInAll.addAndGet(-underWay);
    underWay = 0;
    hold(-bytes);
    waiting = new ArrayDeque<>(1);
  }

  /** Whether nothing is left, and this is the first to ask that since. */
  synchronized boolean finish() {
    boolean now = !finished && waiting.isEmpty();
    finished |= now;
    return now;
  }

  /** Whether more should be read from the client. */
  synchronized boolean roomy() {
    return waiting.size() < limits.framesWaitingMax()
        && bytes < limits.bytesWaitingMax()
        && (bytes <= HeldBytes.SHARE || !all.full());
  }
}

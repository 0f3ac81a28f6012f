package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import org.jspecify.annotations.Nullable;

/**
 * What one client sends: answers what the node answers by itself, gives the rest to the object, and
 * says when no more is to be read. Made when the client sends its first message: most only listen.
 *
 * <p>Thread rule: {@link #received} by one thread at a time, as engines call it; the rest by any.
 */
final class Inflow {
  private final Hub hub;
  private final HubSocket socket;

  /** Up to when the client has paid for what was read, see {@link InboundRate}. */
  private long paidUntil;

  private volatile @Nullable FrameSender sender;

  // Guarded by this.
  private boolean throttled;
  private boolean unread;

  Inflow(Hub hub, HubSocket socket) {
    this.hub = hub;
    this.socket = socket;
    this.paidUntil = hub.clock().nanos();
  }

  /** Takes a message; false when no more is to be read before {@link Connection#incomingReady}. */
  boolean received(Frame frame) {
    SocketsOfType type = socket.type;
    type.framesIn.increment();
    long now = hub.clock().nanos();
    paidUntil = type.rate().paid(paidUntil, now, frame.size());
    WireFrame answer = type.answer(frame);
    if (answer == null) {
      sender().received(frame);
    } else {
      socket.send(answer);
    }
    return mayReadOn(InboundRate.pauseMillis(paidUntil, now));
  }

  private FrameSender sender() {
    FrameSender known = sender;
    if (known == null) {
      known = new FrameSender(hub, socket, this);
      sender = known;
    }
    return known;
  }

  private synchronized boolean mayReadOn(long pauseMillis) {
    if (pauseMillis > 0 && !throttled) {
      throttled = true;
      socket.type.throttled.increment();
      hub.clock().later(pauseMillis, this::unthrottle);
    }
    // Looked at under the lock: who makes room next finds that somebody waits for it.
    unread = throttled || !roomy();
    return !unread;
  }

  private boolean roomy() {
    FrameSender known = sender;
    return known == null || known.roomy();
  }

  private void unthrottle() {
    synchronized (this) {
      throttled = false;
    }
    readOn();
  }

  /** The client is read from again, unless there is another reason not to. */
  void readOn() {
    synchronized (this) {
      if (!unread || throttled || !roomy()) {
        return;
      }
      unread = false;
    }
    socket.incomingReady();
  }

  /** The connection is gone: tells the object, after the messages that came before. */
  void closed() {
    FrameSender known = sender;
    if (known == null) {
      hub.closings().deliver(socket);
    } else {
      known.closeWhenIdle();
    }
  }
}

package dev.holdfast.http.limits;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds how many requests are being worked on at once, and the bytes of their bodies. Callable
 * from any thread.
 */
public final class Admission {
  private final int max;
  private final long bytesMax;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicLong held = new AtomicLong();

  /** Lets in {@code max} at once, that hold so many bytes. */
  public Admission(int max, long bytesMax) {
    this.max = max;
    this.bytesMax = bytesMax;
  }

  /** Lets one in, to {@link #leave} later; false, and nobody let in, when full. */
  public boolean enter() {
    if (inside.incrementAndGet() <= max) {
      return true;
    }
    inside.decrementAndGet();
    return false;
  }

  /** Takes room for one that is inside; false, and nothing taken, when there is not enough. */
  public boolean hold(long bytes) {
    if (bytes == 0) {
      return true;
    }
    long now = held.addAndGet(bytes);
    // One always fits, or it never would.
    if (now <= bytesMax || now == bytes) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** Gives back some of what was taken. */
  public void release(long bytes) {
    if (bytes != 0) {
      held.addAndGet(-bytes);
    }
  }

  /** One that was let in is done; what it held is given back by {@link #release}. */
  public void leave() {
    inside.decrementAndGet();
  }

  /** How many are inside. */
  public int inside() {
    return inside.get();
  }

  /** What they hold. */
  public long held() {
    return held.get();
  }
}

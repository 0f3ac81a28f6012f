package dev.holdfast.http.limits;

import java.util.concurrent.atomic.AtomicInteger;

/** Bounds how many requests are being worked on at once. Callable from any thread. */
public final class Admission {
  private final int max;
  private final AtomicInteger inside = new AtomicInteger();

  /** Lets in {@code max} at once. */
  public Admission(int max) {
    this.max = max;
  }

  /** Lets one in, to {@link #leave} later; false, and nobody let in, when full. */
  public boolean enter() {
    if (inside.incrementAndGet() <= max) {
      return true;
    }
    inside.decrementAndGet();
    return false;
  }

  /** One that was let in is done. */
  public void leave() {
    inside.decrementAndGet();
  }

  /** How many are inside. */
  public int inside() {
    return inside.get();
  }
}

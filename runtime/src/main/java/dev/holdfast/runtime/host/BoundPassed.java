package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Refusal;

/** What a turn decided would pass a bound; nothing of it is kept and its caller is told which. */
final class BoundPassed extends RuntimeException {
  private final transient Refusal refusal;

  BoundPassed(String detail) {
    // No stack trace: this is an answer, not a fault.
    super(detail, null, false, false);
    this.refusal = new Refusal(Refusal.Kind.TOO_LARGE, detail);
  }

  Refusal refusal() {
    return refusal;
  }
}

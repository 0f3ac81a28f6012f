package dev.holdfast.http.call;

import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.spi.CallRunner.Outcome;

/**
 * An attempt has no answer. It carries a fixed text and no cause: what libraries say may hold URLs
 * and header values, and so secrets.
 */
final class AttemptFailed extends Exception {
  private final transient Outcome outcome;

  private AttemptFailed(Outcome outcome, String text) {
    super(text, null, false, false);
    this.outcome = outcome;
  }

  /** Another attempt may have an answer. */
  static AttemptFailed passing(Why why, String text) {
    return new AttemptFailed(new Outcome.Failed(why, text), text);
  }

  /** No attempt will have one. */
  static AttemptFailed forGood(Why why, String text) {
    return new AttemptFailed(new Outcome.Refused(why, text), text);
  }

  Outcome outcome() {
    return outcome;
  }
}

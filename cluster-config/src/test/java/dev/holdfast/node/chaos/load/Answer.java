package dev.holdfast.node.chaos.load;

import dev.holdfast.node.chaos.check.Operation.Outcome;

/**
 * What came of a request.
 *
 * @param status of HTTP, or one of the two below
 */
record Answer(int status, String body) {
  static final int OK = 200;

  /** There was no connection, so it was never sent. */
  static final int NOT_SENT = 0;

  /** The connection broke, or nothing came in time. */
  static final int BROKEN = -1;

  private static final int OVERLOADED = 503;
  private static final int CLIENT_FAULT_MIN = 400;
  private static final int CLIENT_FAULT_MAX = 499;

  boolean isOk() {
    return status == OK;
  }

  /** By docs/errors.md: what is 503 or the client's fault had no effect; all else may have. */
  Outcome outcome() {
    boolean refused = status >= CLIENT_FAULT_MIN && status <= CLIENT_FAULT_MAX;
    if (isOk()) {
      return Outcome.OK;
    }
    return refused || status == OVERLOADED || status == NOT_SENT ? Outcome.FAILED : Outcome.UNKNOWN;
  }
}

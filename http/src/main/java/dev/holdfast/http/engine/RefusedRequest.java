package dev.holdfast.http.engine;

import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;

/** What came is not a request that is taken: answered with a problem, then the connection ends. */
final class RefusedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RefusedRequest(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /** 400; what is wrong must not repeat what was sent. */
  static RefusedRequest malformed(String what) {
    return new RefusedRequest(Problems.malformed(what + " Send a request as RFC 9112 has it."));
  }

  Problem problem() {
    return problem;
  }
}

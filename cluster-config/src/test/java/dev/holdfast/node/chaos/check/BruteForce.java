package dev.holdfast.node.chaos.check;

import dev.holdfast.node.chaos.check.Operation.Kind;
import dev.holdfast.node.chaos.check.Operation.Outcome;
import java.util.List;

/** Tries all orders of a counter's operations: what {@link CounterCheck} must agree with. */
final class BruteForce {
  private final List<Operation> operations;

  private BruteForce(List<Operation> operations) {
    this.operations = operations;
  }

  static boolean isLinearizable(List<Operation> history) {
    List<Operation> effective =
        history.stream().filter(operation -> operation.outcome() != Outcome.FAILED).toList();
    return new BruteForce(effective).canGoOn(0, 0);
  }

  /**
   * Whether what is left can follow.
   *
   * @param done a bit for each operation that has its place
   */
  private boolean canGoOn(int done, long count) {
    boolean answeredLeft = false;
    for (int i = 0; i < operations.size(); i++) {
      Operation next = operations.get(i);
      if ((done & 1 << i) != 0) {
        continue;
      }
      answeredLeft |= !next.isUnknown();
      if (mayBeNext(next, done)) {
        long then = next.kind() == Kind.ADD ? count + 1 : count;
        boolean right = next.isUnknown() || next.value() == then;
        if (right && canGoOn(done | 1 << i, then)) {
          return true;
        }
      }
    }
    return !answeredLeft;
  }

  /** No operation that is left ended before it began. */
  private boolean mayBeNext(Operation next, int done) {
    for (int i = 0; i < operations.size(); i++) {
      if ((done & 1 << i) == 0 && operations.get(i).returned() < next.invoked()) {
        return false;
      }
    }
    return true;
  }
}

package dev.holdfast.node.chaos.check;

import dev.holdfast.node.chaos.check.Operation.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a counter's history is linearizable: whether there is one order of its operations, true
 * to which of them ended before which began, in which each answer is the right one. The counter
 * begins at 0.
 *
 * <p>Exact, in O(n log n), because increments answer their own place in that order. Time t(v), at
 * which the counter became v, is bounded: from below by when the v-th increment was asked and by
 * when any read began that still saw v - 1; from above by when that increment, and any read that
 * saw v, was answered. Places whose increment nobody got an answer from are taken by those of
 * unknown outcome, the earliest first: any other choice only raises a lower bound. The history is
 * linearizable exactly if, with t as early as the bounds below and the order allow, none passes its
 * upper one.
 */
public final class CounterCheck {
  private static final double NANOS_A_SECOND = 1e9;

  private final List<Operation> operations;
  private final int last;
  private final boolean[] known;
  private final long[] earliest;
  private final long[] latest;
  private final long[] unknown;

  private CounterCheck(List<Operation> operations, int last) {
    this.operations = operations;
    this.last = last;
    // One more than there are: who reads the last number bounds the time of the next.
    this.known = new boolean[last + 2];
    this.earliest = new long[last + 2];
    this.latest = new long[last + 2];
    Arrays.fill(earliest, Long.MIN_VALUE);
    Arrays.fill(latest, Long.MAX_VALUE);
    this.unknown =
        operations.stream()
            .filter(Operation::isUnknown)
            .mapToLong(Operation::invoked)
            .sorted()
            .toArray();
  }

  /** The first thing that cannot be, as a sentence; empty when the history is linearizable. */
  public static Optional<String> fault(List<Operation> operations) {
    long last =
        operations.stream()
            .filter(operation -> operation.outcome() == Operation.Outcome.OK)
            .mapToLong(Operation::value)
            .max()
            .orElse(0);
    long possible =
        operations.stream()
            .filter(operation -> operation.isUnknown() || operation.isAnswered(Kind.ADD))
            .count();
    if (last > possible) {
      return Optional.of(
          "the counter stood at %d, and at most %d increments were made".formatted(last, possible));
    }
    CounterCheck check = new CounterCheck(operations, (int) last);
    return check.bounds().or(check::order);
  }

  private Optional<String> bounds() {
    for (Operation operation : operations) {
      if (operation.isAnswered(Kind.ADD)) {
        int value = (int) operation.value();
        if (value < 1 || known[value]) {
          return Optional.of("two increments were answered %d, or nothing was".formatted(value));
        }
        known[value] = true;
        earliest[value] = Math.max(earliest[value], operation.invoked());
        latest[value] = Math.min(latest[value], operation.returned());
      } else if (operation.isAnswered(Kind.READ)) {
        int value = (int) operation.value();
        if (value < 0) {
          return Optional.of("a read was answered %d".formatted(value));
        }
        earliest[value + 1] = Math.max(earliest[value + 1], operation.invoked());
        latest[value] = Math.min(latest[value], operation.returned());
      }
    }
    return Optional.empty();
  }

  private Optional<String> order() {
    long time = Long.MIN_VALUE;
    int taken = 0;
    for (int value = 1; value <= last; value++) {
      if (!known[value]) {
        if (taken == unknown.length) {
          return Optional.of("nobody can have made the increment to %d".formatted(value));
        }
        time = Math.max(time, unknown[taken++]);
      }
      time = Math.max(time, earliest[value]);
      if (time > latest[value]) {
        return Optional.of(contradiction(value, time));
      }
    }
    return Optional.empty();
  }

  private String contradiction(int value, long time) {
    return "%s, yet only later was what comes before that: %s"
        .formatted(
            described(operation -> operation.returned() == latest[value], value),
            described(operation -> operation.invoked() == time, value - 1));
  }

  /** The operation of such a time, the one of that value first. */
  private String described(Predicate<Operation> wanted, int value) {
    return operations.stream()
        .filter(wanted)
        .min(Comparator.comparing(operation -> operation.value() != value))
        .map(CounterCheck::described)
        .orElse("nothing");
  }

  private static String described(Operation operation) {
    return String.format(
        Locale.ROOT,
        "%s %s %d from %.3f to %.3f s",
        operation.kind() == Kind.ADD ? "an increment" : "a read",
        operation.isUnknown() ? "without answer," : "answered",
        operation.value(),
        operation.invoked() / NANOS_A_SECOND,
        operation.returned() / NANOS_A_SECOND);
  }
}

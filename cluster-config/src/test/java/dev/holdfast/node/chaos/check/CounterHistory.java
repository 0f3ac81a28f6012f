package dev.holdfast.node.chaos.check;

import dev.holdfast.node.chaos.check.Operation.Kind;
import dev.holdfast.node.chaos.check.Operation.Outcome;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * What clients did with one counter: 25 bytes an operation, at most {@link #OPERATIONS_MAX} of
 * them.
 *
 * <p>Thread rule: any thread records; {@link #operations} once nobody does any more.
 */
public final class CounterHistory {
  /** Twice what a counter gets in half an hour of load; a hundred counters take 250 MB then. */
  public static final int OPERATIONS_MAX = 100_000;

  private static final int FIRST = 256;
  private static final byte READ = 0;
  private static final byte ADDED = 1;
  private static final byte FAILED = 2;
  private static final byte UNKNOWN = 3;

  private byte[] kinds = new byte[FIRST];
  private long[] times = new long[2 * FIRST];
  private long[] values = new long[FIRST];
  private int count;

  /** Throws when it is full: to drop one would make the check find what is not there. */
  public synchronized void add(Operation operation) {
    if (count == OPERATIONS_MAX) {
      throw new IllegalStateException(
          "a history holds %d operations. Spread the load over more counters."
              .formatted(OPERATIONS_MAX));
    }
    if (count == values.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      times = Arrays.copyOf(times, 4 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    kinds[count] = code(operation);
    times[2 * count] = operation.invoked();
    times[2 * count + 1] = operation.returned();
    values[count] = operation.value();
    count++;
  }

  /** How many there are. */
  public synchronized int size() {
    return count;
  }

  /** All of them, in no order; a view. */
  public synchronized List<Operation> operations() {
    int size = count;
    return new AbstractList<>() {
      @Override
      public Operation get(int index) {
        return new Operation(
            kinds[index] == READ ? Kind.READ : Kind.ADD,
            outcome(kinds[index]),
            times[2 * index],
            times[2 * index + 1],
            values[index]);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /** A read is only recorded when it was answered. */
  private static byte code(Operation operation) {
    if (operation.kind() == Kind.READ) {
      return READ;
    }
    return switch (operation.outcome()) {
      case OK -> ADDED;
      case FAILED -> FAILED;
      case UNKNOWN -> UNKNOWN;
    };
  }

  private static Outcome outcome(byte code) {
    return switch (code) {
      case FAILED -> Outcome.FAILED;
      case UNKNOWN -> Outcome.UNKNOWN;
      default -> Outcome.OK;
    };
  }
}

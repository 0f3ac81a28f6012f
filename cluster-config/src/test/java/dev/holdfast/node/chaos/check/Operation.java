package dev.holdfast.node.chaos.check;

/**
 * One operation on a counter, as its client saw it.
 *
 * @param kind what was asked
 * @param outcome what the client knows of it; a read that was not answered is not recorded
 * @param invoked when it was asked, in nanoseconds of the one clock of all clients
 * @param returned when it was answered; of one whose outcome is unknown nobody knows that
 * @param value what was answered
 */
public record Operation(Kind kind, Outcome outcome, long invoked, long returned, long value) {
  /** What a counter can be asked. */
  public enum Kind {
    ADD,
    READ
  }

  /** What its client knows of an operation. */
  public enum Outcome {
    OK,
    /** It certainly had no effect. */
    FAILED,
    /** It took effect once, or never will, whenever that is after it was asked. */
    UNKNOWN
  }

  /** An increment that was answered. */
  public static Operation added(long invoked, long returned, long value) {
    return new Operation(Kind.ADD, Outcome.OK, invoked, returned, value);
  }

  /** A read that was answered. */
  public static Operation read(long invoked, long returned, long value) {
    return new Operation(Kind.READ, Outcome.OK, invoked, returned, value);
  }

  /** An increment of which nobody knows what became of it. */
  public static Operation unknown(long invoked) {
    return new Operation(Kind.ADD, Outcome.UNKNOWN, invoked, Long.MAX_VALUE, 0);
  }

  /** An increment that was refused. */
  public static Operation failed(long invoked, long returned) {
    return new Operation(Kind.ADD, Outcome.FAILED, invoked, returned, 0);
  }

  boolean isAnswered(Kind wanted) {
    return kind == wanted && outcome == Outcome.OK;
  }

  boolean isUnknown() {
    return outcome == Outcome.UNKNOWN;
  }
}

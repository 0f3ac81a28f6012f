package dev.holdfast.runtime.host;

/** Numbers of messages: the sequence of the commit that told it, then its place in that commit. */
final class TellNumber {
  /** Of a number, the bits that count within a commit. */
  private static final int BITS = 16;

  private TellNumber() {}

  /** Below all numbers of that commit. */
  static long first(long sequence) {
    return sequence << BITS;
  }

  /** Above all numbers of commits up to that one. */
  static long last(long sequence) {
    return first(sequence + 1) - 1;
  }
}

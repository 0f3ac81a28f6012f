package dev.holdfast.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a broadcast's frames carry, as text of fixed width: who sent it, its number from 0 among
 * that sender's, and when it was to be sent.
 */
final class BroadcastFrame {
  /** About what a line of a chat has. */
  static final int BYTES = 100;

  private static final int SENDER_DIGITS = 5;
  private static final int NUMBER_AT = SENDER_DIGITS + 1;
  private static final int NUMBER_DIGITS = 8;
  private static final int NANOS_AT = NUMBER_AT + NUMBER_DIGITS + 1;
  private static final int NANOS_DIGITS = 16;

  private BroadcastFrame() {}

  /**
   * Writes one.
   *
   * @param nanos since a moment of the run, not negative
   */
  static byte[] of(int sender, int number, long nanos) {
    byte[] text = new byte[BYTES];
    Arrays.fill(text, (byte) '.');
    write(text, 0, SENDER_DIGITS, sender);
    write(text, NUMBER_AT, NUMBER_DIGITS, number);
    write(text, NANOS_AT, NANOS_DIGITS, nanos);
    return text;
  }

  private static void write(byte[] text, int at, int digits, long number) {
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Whether these bytes are such a frame. */
  static boolean isOne(byte[] bytes, int from, int length) {
    return length == BYTES
        && bytes[from + SENDER_DIGITS] == '.'
        && bytes[from + NANOS_AT + NANOS_DIGITS] == '.'
        && sender(bytes, from) >= 0
        && number(bytes, from) >= 0
        && nanos(bytes, from) >= 0;
  }

  static int sender(byte[] bytes, int from) {
    return (int) read(bytes, from, SENDER_DIGITS);
  }

  static int number(byte[] bytes, int from) {
    return (int) read(bytes, from + NUMBER_AT, NUMBER_DIGITS);
  }

  static long nanos(byte[] bytes, int from) {
    return read(bytes, from + NANOS_AT, NANOS_DIGITS);
  }

  private static long read(byte[] bytes, int at, int digits) {
    long number = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** What came instead, for people. */
  static String shown(byte[] bytes, int from, int length) {
    return new String(bytes, from, Math.min(length, 200), StandardCharsets.UTF_8);
  }
}

package dev.holdfast.persistence.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Writes the primitive forms of the format into one growing array. Used by one thread. */
final class ByteWriter {
  private byte[] bytes;
  private int size;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] toBytes() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  void rawByte(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  /** An unsigned number, seven bits a byte, lowest first. Negative ones take ten bytes. */
  void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A number that may well be negative: zigzag, so that small ones of either sign are short. */
  void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  /** Seconds and nanoseconds: what was written is what is read, to the last digit. */
  void time(Instant time) {
    signed(time.getEpochSecond());
    number(time.getNano());
  }

  void bytes(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /**
   * Length and UTF-8. Throws {@link IllegalArgumentException} for half a surrogate pair, which
   * UTF-8 cannot say: a replacement character in its place would be another name.
   */
  void text(String value) {
    int length = value.length();
    if (!isAscii(value)) {
      encoded(value);
      return;
    }
    number(length);
    room(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) value.charAt(i);
    }
  }

  private void encoded(String value) {
    try {
      ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      number(utf8.remaining());
      int length = utf8.remaining();
      room(length);
      utf8.get(bytes, size, length);
      size += length;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "a text holds half a surrogate pair and cannot be written as UTF-8. Remove it.", e);
    }
  }

  private static boolean isAscii(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      // addExact: past 2 GB this throws instead of writing a shorter array.
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, Math.addExact(size, more)));
    }
  }
}

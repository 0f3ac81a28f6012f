package dev.holdfast.persistence.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Every step checks what is left, so hostile lengths allocate
 * nothing. Throws {@link MalformedException}. Used by one thread.
 */
final class ByteReader {
  private final byte[] bytes;
  private int at;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int rawByte() {
    if (at == bytes.length) {
      throw new MalformedException("its bytes end too early, after " + at);
    }
    return bytes[at++] & 0xFF;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = rawByte();
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedException("a number longer than 64 bits before byte " + at);
  }

  long signed() {
    long raw = number();
    return (raw >>> 1) ^ -(raw & 1);
  }

  int count() {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new MalformedException("a count out of range before byte " + at + ": " + value);
    }
    return (int) value;
  }

  /** A count of elements that take at least one byte each. */
  int elements() {
    return atMostLeft(number());
  }

  Instant time() {
    long seconds = signed();
    long nanos = number();
    if (nanos < 0 || nanos > 999_999_999) {
      throw new MalformedException("a time with " + nanos + " nanoseconds before byte " + at);
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new MalformedException("a time out of range before byte " + at);
    }
  }

  byte[] bytes() {
    int length = atMostLeft(number());
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  String text() {
    int length = atMostLeft(number());
    int from = at;
    at += length;
    for (int i = from; i < at; i++) {
      if (bytes[i] < 0) {
        return decoded(from, length);
      }
    }
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  private String decoded(int from, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("a text that is not UTF-8 at byte " + from);
    }
  }

  void end() {
    if (at != bytes.length) {
      throw new MalformedException((bytes.length - at) + " bytes too many after byte " + at);
    }
  }

  private int atMostLeft(long length) {
    if (length < 0 || length > bytes.length - at) {
      throw new MalformedException(
          "a length of %d at byte %d where %d bytes are left"
              .formatted(length, at, bytes.length - at));
    }
    return (int) length;
  }
}

package dev.holdfast.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Percent-decoding (RFC 3986, 2.1), strictly as UTF-8: what it accepts has exactly one meaning. */
final class Percent {
  private Percent() {}

  /** Decodes a path segment; throws {@link IllegalArgumentException} saying what is wrong. */
  static String decode(String raw) {
    // Almost every segment is plain ASCII and means itself.
    return isPlain(raw) ? raw : decodeBytes(raw, false);
  }

  /** The first of that name; throws {@link IllegalArgumentException} where it cannot be decoded. */
  static Optional<String> queryParameter(String query, String name) {
    return takeParameter(query, name).value();
  }

  /**
   * A parameter taken out of a query.
   *
   * @param value decoded; empty when there is none
   * @param rest the query without it, otherwise as it was
   */
  record Taken(Optional<String> value, String rest) {}

  /** The first of that name; throws {@link IllegalArgumentException} where it cannot be decoded. */
  static Taken takeParameter(String query, String name) {
    int start = 0;
    while (start < query.length()) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', start);
      int keyEnd = equals < 0 || equals > end ? end : equals;
      if (isNamed(query.substring(start, keyEnd), name)) {
        String value = keyEnd == end ? "" : decodeBytes(query.substring(keyEnd + 1, end), true);
        return new Taken(Optional.of(value), without(query, start, end));
      }
      start = end + 1;
    }
    return new Taken(Optional.empty(), query);
  }

  private static String without(String query, int start, int end) {
    String before = query.substring(0, Math.max(0, start - 1));
    String after = query.substring(Math.min(query.length(), end + 1));
    return before.isEmpty() || after.isEmpty() ? before + after : before + "&" + after;
  }

  /** A name that cannot be decoded is none that is asked for. */
  private static boolean isNamed(String raw, String name) {
    try {
      return decodeBytes(raw, true).equals(name);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%' || c >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String decodeBytes(String raw, boolean plusIsSpace) {
    // A raw URL is ASCII by right; an engine hands bytes above it over as Latin-1.
    byte[] in = raw.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        out.put(hexByte(raw, i));
        i += 2;
      } else {
        out.put(plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new IllegalArgumentException(
          "'%s' is not UTF-8 when percent-decoded. Encode the name as UTF-8.".formatted(raw),
          notUtf8);
    }
  }

  private static byte hexByte(String raw, int percent) {
    if (percent + 2 >= raw.length()
        || !HexFormat.isHexDigit(raw.charAt(percent + 1))
        || !HexFormat.isHexDigit(raw.charAt(percent + 2))) {
      throw new IllegalArgumentException(
          "'%s' has a percent sign without two hex digits. Write a percent sign as %%25."
              .formatted(raw));
    }
    return (byte) HexFormat.fromHexDigits(raw, percent + 1, percent + 3);
  }
}

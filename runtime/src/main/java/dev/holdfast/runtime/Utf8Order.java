package dev.holdfast.runtime;

import java.util.Comparator;

/**
 * Compares strings as their UTF-8 bytes would compare, which is by code point. {@link
 * String#compareTo} differs where surrogates meet the private use area, and the database ({@code
 * COLLATE "C"}) does not.
 */
public enum Utf8Order implements Comparator<String> {
  INSTANCE;

  /**
   * Where the text has half a surrogate pair, or -1 where it has none. Such text has no UTF-8: it
   * would be stored as something else than it was in memory.
   */
  public static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** How many bytes the text has as UTF-8, without encoding it. Half a surrogate pair counts 2. */
  public static int byteLength(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A surrogate pair has 4 bytes: 2 for each half.
        bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return bytes;
  }

  @Override
  public int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}

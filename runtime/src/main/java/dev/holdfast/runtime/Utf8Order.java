package dev.holdfast.runtime;

import java.util.Comparator;

/**
 * Compares strings as their UTF-8 bytes would compare, which is by code point. {@link
 * String#compareTo} differs where surrogates meet the private use area, and the database ({@code
 * COLLATE "C"}) does not.
 */
public enum Utf8Order implements Comparator<String> {
  INSTANCE;

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

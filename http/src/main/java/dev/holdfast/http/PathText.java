package dev.holdfast.http;

/**
 * Reads parts of a path. What two programs could read as two different paths is refused with 400:
 * bad encodings, NUL, and the segments {@code .} and {@code ..}, encoded or not.
 */
public final class PathText {
  private PathText() {}

  /**
   * The same text for all ways to write a path that lead to the same place, and for no other: its
   * segments, decoded, each behind a NUL, which none may hold. Throws a 400 problem for one that
   * cannot be read.
   *
   * @param raw percent-encoded, beginning with a slash
   */
  public static String canonical(String raw) {
    StringBuilder canonical = new StringBuilder(raw.length());
    for (String each : raw.substring(1).split("/", -1)) {
      canonical.append('\0').append(segment(each));
    }
    return canonical.toString();
  }

  /** One segment, decoded; {@code %2F} in it is a slash of its own. */
  static String segment(String raw) {
    String text = decode(raw);
    if (text.equals(".") || text.equals("..")) {
      throw Problems.malformed("'.' and '..' are not names. Choose another one.").exception();
    }
    return text;
  }

  /** All that follows a name, decoded; empty, or beginning with a slash. */
  static String rest(String raw) {
    if (raw.isEmpty() || raw.equals("/")) {
      return raw;
    }
    for (String part : raw.substring(1).split("/", -1)) {
      segment(part);
    }
    return decode(raw);
  }

  private static String decode(String raw) {
    String text;
    try {
      text = Percent.decode(raw);
    } catch (IllegalArgumentException malformed) {
      throw Problems.malformed("The path cannot be read: " + malformed.getMessage()).exception();
    }
    if (text.indexOf('\0') >= 0) {
      throw Problems.malformed("The path holds %00, which no name may. Remove it.").exception();
    }
    return text;
  }
}

package dev.holdfast.runtime;

/**
 * The identity of one object: its type and its name. Two ids are equal when type and name are equal
 * as UTF-8 bytes; nothing is normalised.
 *
 * <p>{@link #toString()} is {@code type/name} and {@link #parse} reads it back, so an id converts
 * both ways. A type never contains a slash; a name may.
 *
 * @param type {@code [a-z][a-z0-9-]{0,62}}
 * @param name 1 to {@value Limits#NAME_BYTES_MAX} bytes of UTF-8, without NUL or lone surrogates
 */
public record ObjectId(String type, String name) implements Comparable<ObjectId> {
  private static final String TYPE = "[a-z][a-z0-9-]{0,62}";
  private static final int TYPE_CHARS_MAX = 63;

  public ObjectId {
    requireType(type);
    requireName(name);
  }

  /** Reads {@code type/name}. Throws {@link IllegalArgumentException} saying what is wrong. */
  public static ObjectId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "an object id is written type/name; '%s' has no slash.".formatted(text));
    }
    return new ObjectId(text.substring(0, slash), text.substring(slash + 1));
  }

  static String requireType(String type) {
    if (!isType(type)) {
      throw new IllegalArgumentException(
          "object type '%s' is not of the form %s. Use lower-case letters, digits and dashes."
              .formatted(type, TYPE));
    }
    return type;
  }

  /** By hand: ids are made several times for each event, where a pattern takes its time. */
  private static boolean isType(String text) {
    int length = text.length();
    boolean matches = length > 0 && length <= TYPE_CHARS_MAX && isLetter(text.charAt(0));
    for (int i = 1; matches && i < length; i++) {
      char c = text.charAt(i);
      matches = isLetter(c) || (c >= '0' && c <= '9') || c == '-';
    }
    return matches;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static void requireName(String name) {
    int bytes = Utf8Order.byteLength(name);
    if (bytes == 0 || bytes > Limits.NAME_BYTES_MAX) {
      throw new IllegalArgumentException(
          "object name has %d bytes, allowed are 1 to %d. Shorten it or hash its variable part."
              .formatted(bytes, Limits.NAME_BYTES_MAX));
    }
    if (name.indexOf(0) >= 0) {
      throw new IllegalArgumentException("object name contains NUL. Remove it.");
    }
    int lone = Utf8Order.loneSurrogate(name);
    if (lone >= 0) {
      throw new IllegalArgumentException(
          "object name has half a surrogate pair at %d and cannot be written as UTF-8."
              .formatted(lone));
    }
  }

  /** By type, then by name, both as UTF-8 bytes. */
  @Override
  public int compareTo(ObjectId other) {
    int byType = type.compareTo(other.type);
    return byType != 0 ? byType : Utf8Order.INSTANCE.compare(name, other.name);
  }

  @Override
  public String toString() {
    return type + "/" + name;
  }
}

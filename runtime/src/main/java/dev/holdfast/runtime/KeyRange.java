package dev.holdfast.runtime;

/**
 * Which keys to list, in the order of their UTF-8 bytes.
 *
 * @param prefix only keys that begin with it; empty for all
 * @param start the first key, inclusive; empty for the beginning
 * @param end the key to stop before; empty for none
 * @param reverse largest first; {@code start} and {@code end} keep their meaning
 * @param limit most keys to return, at least 1
 */
public record KeyRange(String prefix, String start, String end, boolean reverse, int limit) {
  public KeyRange {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is %d. Ask for at least 1 key.".formatted(limit));
    }
  }

  public static final KeyRange ALL = new KeyRange("", "", "", false, Integer.MAX_VALUE);

  /** All keys that begin with {@code prefix}. */
  public static KeyRange prefix(String prefix) {
    return new KeyRange(prefix, "", "", false, Integer.MAX_VALUE);
  }

  /** This range from {@code start}, inclusive. */
  public KeyRange from(String start) {
    return new KeyRange(prefix, start, end, reverse, limit);
  }

  /** This range up to and without {@code end}. */
  public KeyRange before(String end) {
    return new KeyRange(prefix, start, end, reverse, limit);
  }

  /** This range, largest key first. */
  public KeyRange reversed() {
    return new KeyRange(prefix, start, end, !reverse, limit);
  }

  /** This range, at most {@code limit} keys of it. */
  public KeyRange limit(int limit) {
    return new KeyRange(prefix, start, end, reverse, limit);
  }
}

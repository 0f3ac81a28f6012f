package dev.holdfast.runtime;

/**
 * One typed key of an object's storage, kept as a constant so that name and type cannot drift
 * apart.
 *
 * @param name 1 to {@value Limits#KEY_BYTES_MAX} bytes of UTF-8, without lone surrogates
 * @param type a type that {@link Stored} allows; others are refused with {@link
 *     IllegalArgumentException}
 */
public record StorageKey<T>(String name, Class<T> type) {
  public StorageKey {
    StoredTypes.require(type);
    int bytes = Utf8Order.byteLength(name);
    if (bytes == 0 || bytes > Limits.KEY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "storage key '%.40s' has %d bytes, allowed are 1 to %d. Shorten it or hash its variable part."
              .formatted(name, bytes, Limits.KEY_BYTES_MAX));
    }
    int lone = Utf8Order.loneSurrogate(name);
    if (lone >= 0) {
      throw new IllegalArgumentException(
          "storage key has half a surrogate pair at %d and cannot be written as UTF-8."
              .formatted(lone));
    }
  }

  /** A key of the given name and type. */
  public static <T> StorageKey<T> of(String name, Class<T> type) {
    return new StorageKey<>(name, type);
  }
}

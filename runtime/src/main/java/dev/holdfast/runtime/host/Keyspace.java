package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Utf8Order;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The keys of an object, with what they take. A part of the object's state by inheritance: a
 * hundred thousand idle objects are to have one object less each.
 */
abstract class Keyspace {
  private static final NavigableMap<String, byte[]> NO_KEYS =
      Collections.unmodifiableNavigableMap(new TreeMap<>(Utf8Order.INSTANCE));

  private NavigableMap<String, byte[]> keys = NO_KEYS;
  private long keyBytes;

  final void put(String key, byte[] value) {
    keys = keys.isEmpty() ? new TreeMap<>(Utf8Order.INSTANCE) : keys;
    byte[] before = keys.put(key, value);
    keyBytes += value.length + (before == null ? Utf8Order.byteLength(key) : -before.length);
  }

  final void delete(String key) {
    if (!keys.isEmpty()) {
      byte[] before = keys.remove(key);
      keyBytes -= before == null ? 0 : before.length + Utf8Order.byteLength(key);
    }
  }

  final void clear() {
    keys = NO_KEYS;
    keyBytes = 0;
  }

  final NavigableMap<String, byte[]> keys() {
    return keys;
  }

  /** Bytes of keys and values. */
  final long keyBytes() {
    return keyBytes;
  }
}

package dev.holdfast.runtime;

import java.util.Map;
import java.util.Optional;

/**
 * The keys of one object as this turn sees them: all that earlier turns decided, nothing that this
 * one did (what a turn decides is in the {@link Turn}).
 *
 * <p>Every call returns a fresh copy of the value, so changing what it returned changes nothing.
 * Valid until the handler returns; only on its thread.
 */
public interface Storage {
  /** The value of the key, or empty where there is none. */
  <T> Optional<T> get(StorageKey<T> key);

  /** The keys in the range and their values, in the range's order. */
  <T> Map<String, T> list(KeyRange range, Class<T> type);

  /** How many keys there are. */
  int size();
}

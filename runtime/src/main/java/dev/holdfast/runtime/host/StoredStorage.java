package dev.holdfast.runtime.host;

import dev.holdfast.runtime.KeyRange;
import dev.holdfast.runtime.Storage;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Utf8Order;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** The keys of an {@link ObjectState} as a handler sees them: decoded afresh at each call. */
record StoredStorage(ObjectState state, ValueCodec values) implements Storage {

  @Override
  public <T> Optional<T> get(StorageKey<T> key) {
    byte[] bytes = state.keys().get(key.name());
    return bytes == null ? Optional.empty() : Optional.of(values.decode(bytes, key.type()));
  }

  @Override
  public <T> Map<String, T> list(KeyRange range, Class<T> type) {
    Map<String, T> found = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : within(range).entrySet()) {
      if (found.size() == range.limit()) {
        break;
      }
      if (entry.getKey().startsWith(range.prefix())) {
        found.put(entry.getKey(), values.decode(entry.getValue(), type));
      } else if (!range.reverse()) {
        break;
      } else if (Utf8Order.INSTANCE.compare(entry.getKey(), range.prefix()) < 0) {
        break;
      }
    }
    return found;
  }

  private NavigableMap<String, byte[]> within(KeyRange range) {
    String start =
        Utf8Order.INSTANCE.compare(range.start(), range.prefix()) > 0
            ? range.start()
            : range.prefix();
    NavigableMap<String, byte[]> keys = state.keys().tailMap(start, true);
    if (!range.end().isEmpty()) {
      boolean empty = Utf8Order.INSTANCE.compare(range.end(), start) <= 0;
      keys = empty ? keys.headMap(start, false) : keys.headMap(range.end(), false);
    }
    return range.reverse() ? keys.descendingMap() : keys;
  }

  @Override
  public int size() {
    return state.keys().size();
  }
}

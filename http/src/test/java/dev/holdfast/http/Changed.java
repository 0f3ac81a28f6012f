package dev.holdfast.http;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/** A record with other values for some of its components: limits that a test can reach. */
public final class Changed {
  private Changed() {}

  /** Throws where the record has no component of a name, or does not allow the values. */
  public static <R extends Record> R of(R record, Map<String, ?> changes) {
    Map<String, Object> left = new TreeMap<>(changes);
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        String name = components[i].getName();
        types[i] = components[i].getType();
        boolean changed = left.containsKey(name);
        values[i] = changed ? left.remove(name) : components[i].getAccessor().invoke(record);
      }
      if (!left.isEmpty()) {
        throw new IllegalArgumentException("no components " + left.keySet());
      }
      @SuppressWarnings("unchecked") // the class of a record of type R
      Class<R> type = (Class<R>) record.getClass();
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException refused) {
      throw new IllegalArgumentException("not with " + changes, refused);
    }
  }
}

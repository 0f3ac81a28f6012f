package dev.holdfast.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP header fields in order; names compare without case, as RFC 9110 section 5.1 has it. */
public record Headers(List<Field> fields) {

  /** One field as it came. */
  public record Field(String name, String value) {}

  public static final Headers NONE = new Headers(List.of());

  public Headers {
    fields = List.copyOf(fields);
  }

  /** The first value of the field, or empty. */
  public Optional<String> first(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /** All values of the field, in order. */
  public List<String> all(String name) {
    return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }

  /** These fields and one more. */
  public Headers with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name.toLowerCase(Locale.ROOT), value));
    return new Headers(more);
  }
}

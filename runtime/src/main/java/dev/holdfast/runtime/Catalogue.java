package dev.holdfast.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The object types that a node runs. */
public final class Catalogue {
  private final List<ObjectType<?>> types;
  private final Map<String, ObjectType<?>> byName;

  private Catalogue(List<ObjectType<?>> types) {
    this.types = List.copyOf(types);
    this.byName =
        types.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    ObjectType::name,
                    Function.identity(),
                    (one, other) -> {
                      throw new IllegalArgumentException(
                          "two object types are called '%s'. Rename one.".formatted(one.name()));
                    }));
  }

  /** A catalogue of these types; throws when two have the same name. */
  public static Catalogue of(ObjectType<?>... types) {
    return new Catalogue(List.of(types));
  }

  /** This catalogue and another. */
  public Catalogue and(Catalogue other) {
    List<ObjectType<?>> both = new ArrayList<>(types);
    both.addAll(other.types);
    return new Catalogue(both);
  }

  /** The type of that name, or empty. */
  public Optional<ObjectType<?>> type(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All types, in the order they were given. */
  public List<ObjectType<?>> types() {
    return types;
  }
}

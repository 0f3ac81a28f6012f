package dev.holdfast.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The object types that a node runs, and the local work that they may ask for. */
public final class Catalogue {
  private final List<ObjectType<?>> types;
  private final List<LocalWork<?, ?>> works;
  private final Map<String, ObjectType<?>> typesByName;
  private final Map<String, LocalWork<?, ?>> worksByName;

  private Catalogue(List<ObjectType<?>> types, List<LocalWork<?, ?>> works) {
    this.types = List.copyOf(types);
    this.works = List.copyOf(works);
    this.typesByName = byName("object types", types, ObjectType::name);
    this.worksByName = byName("pieces of local work", works, LocalWork::name);
  }

  private static <T> Map<String, T> byName(String what, List<T> all, Function<T, String> name) {
    return all.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                name,
                Function.identity(),
                (one, other) -> {
                  throw new IllegalArgumentException(
                      "two %s are called '%s'. Rename one.".formatted(what, name.apply(one)));
                }));
  }

  /** A catalogue of these types; throws when two have the same name. */
  public static Catalogue of(ObjectType<?>... types) {
    return new Catalogue(List.of(types), List.of());
  }

  /** This catalogue with local work; throws when there is work of that name. */
  public Catalogue with(LocalWork<?, ?> work) {
    return new Catalogue(types, joined(works, List.of(work)));
  }

  /** This catalogue and another. */
  public Catalogue and(Catalogue other) {
    return new Catalogue(joined(types, other.types), joined(works, other.works));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    List<T> both = new ArrayList<>(one);
    both.addAll(other);
    return both;
  }

  /** The type of that name, or empty. */
  public Optional<ObjectType<?>> type(String name) {
    return Optional.ofNullable(typesByName.get(name));
  }

  /** All types, in the order they were given. */
  public List<ObjectType<?>> types() {
    return types;
  }

  /** The local work of that name, or empty. */
  public Optional<LocalWork<?, ?>> work(String name) {
    return Optional.ofNullable(worksByName.get(name));
  }

  /** All local work, in the order it was given. */
  public List<LocalWork<?, ?>> works() {
    return works;
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectType.Upgrade;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.StoredTypes;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the class for a stored name and brings what it read to the version asked for. */
final class StoredClasses {
  /** A stored name with its version. */
  record Name(String value, int version) {}

  private static final ClassValue<Name> NAMES =
      new ClassValue<>() {
        @Override
        protected Name computeValue(Class<?> type) {
          StoredTypes.require(type);
          Stored stored = type.getAnnotation(Stored.class);
          return checked(new Name(stored.value(), stored.version()), type);
        }
      };

  /** As {@link Stored} has it; also what fits the label's length byte and the version's two. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private static Name checked(Name name, Class<?> type) {
    if (!NAME.matcher(name.value()).matches()
        || name.version() < 1
        || name.version() > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s has the stored name '%.70s' version %d. Use the form %s and versions from 1 to %d."
              .formatted(type.getName(), name.value(), name.version(), NAME, Short.MAX_VALUE));
    }
    return name;
  }

  private final Map<Name, Class<?>> older;
  private final Map<Class<?>, Upgrade<?, ?>> steps;
  private final Map<Class<?>, Map<Name, Class<?>>> bySealedRoot = new ConcurrentHashMap<>();

  StoredClasses(List<Upgrade<?, ?>> upgrades) {
    steps = upgrades.stream().collect(Collectors.toMap(Upgrade::from, Function.identity()));
    upgrades.forEach(upgrade -> nameOf(upgrade.to()));
    older = upgrades.stream().collect(Collectors.toMap(u -> nameOf(u.from()), Upgrade::from));
  }

  /**
   * Throws {@link IllegalArgumentException} where a record below has no name, or not its own, or
   * could not be read back.
   *
   * @return the records below
   */
  static Collection<Class<?>> require(Class<?> root) {
    if (root.isSealed()) {
      StoredTypes.require(root);
    }
    return namesBelow(root).values();
  }

  /** The stored name for people, also of a class that has none. */
  static String label(Class<?> type) {
    Stored stored = type.getAnnotation(Stored.class);
    return stored == null ? "unnamed" : stored.value();
  }

  /** Throws {@link IllegalArgumentException} when the class has no name or may not be stored. */
  static Name nameOf(Class<?> type) {
    return NAMES.get(type);
  }

  /** The class of that name, where a {@code wanted} is expected. */
  Class<?> find(Name name, Class<?> wanted) {
    Map<Name, Class<?>> known = bySealedRoot.computeIfAbsent(wanted, StoredClasses::namesBelow);
    Class<?> found = known.getOrDefault(name, older.get(name));
    if (found != null) {
      return found;
    }
    boolean newer =
        known.keySet().stream()
            .anyMatch(k -> k.value().equals(name.value()) && k.version() < name.version());
    throw new UnreadableException(
        "a stored value is '%s' version %d, %s."
            .formatted(
                name.value(),
                name.version(),
                newer
                    ? "which a newer version of this program wrote"
                    : "which this program does not know: add the class or an upgrade step"));
  }

  private static Map<Name, Class<?>> namesBelow(Class<?> root) {
    Map<Name, Class<?>> names = new ConcurrentHashMap<>();
    collect(root, names);
    return names;
  }

  private static void collect(Class<?> type, Map<Name, Class<?>> names) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, names);
      }
    } else if (type.isRecord()) {
      Class<?> other = names.putIfAbsent(nameOf(type), type);
      if (other != null && other != type) {
        throw new IllegalArgumentException(
            "%s and %s have the same stored name and version. Rename one."
                .formatted(other.getName(), type.getName()));
      }
    }
  }

  Object upgrade(Object value, Class<?> wanted) {
    Object current = value;
    while (!wanted.isInstance(current)) {
      Upgrade<?, ?> step = steps.get(current.getClass());
      if (step == null) {
        throw new UnreadableException(
            "a stored %s has no upgrade step towards %s. Add one to the object type."
                .formatted(current.getClass().getSimpleName(), wanted.getSimpleName()));
      }
      current = apply(step, current);
    }
    return current;
  }

  private static <A, B> B apply(Upgrade<A, B> step, Object value) {
    return step.step().apply(step.from().cast(value));
  }
}

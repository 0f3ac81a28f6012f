package dev.holdfast.runtime;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether values of a type can be read back once they are stored, before one is: what
 * {@link Stored} lists is closed, because it is in databases for years.
 *
 * <p>Thread rule: callable from any thread.
 */
public final class StoredTypes {
  private static final Set<Class<?>> PLAIN =
      Set.of(
          String.class,
          Boolean.class,
          Integer.class,
          Long.class,
          Double.class,
          byte[].class,
          Instant.class,
          Duration.class);

  private static final Set<Class<?>> PRIMITIVE =
      Set.of(boolean.class, int.class, long.class, double.class);

  private static final ClassValue<Boolean> CHECKED =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          check(type);
          return true;
        }
      };

  private StoredTypes() {}

  /**
   * Throws {@link IllegalArgumentException} saying what is wrong with the type of a value, log
   * entry, message or answer, or with which component of it. A sealed interface stands for all its
   * records.
   */
  public static void require(Class<?> type) {
    CHECKED.get(type);
  }

  private static void check(Class<?> type) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        check(permitted);
      }
    } else if (type.isRecord()) {
      if (!type.isAnnotationPresent(Stored.class)) {
        throw new IllegalArgumentException(
            "%s has no stored name. Put @Stored(\"a-name\") on it.".formatted(type.getName()));
      }
      checkComponents(type, new HashSet<>());
    } else if (!PLAIN.contains(type)) {
      throw new IllegalArgumentException(
          "a value of %s cannot be stored. Use one of the types that @Stored lists; enums and"
                  .formatted(type.getName())
              + " collections go into a record.");
    }
  }

  private static void checkComponents(Class<?> owner, Set<Class<?>> seen) {
    if (!seen.add(owner)) {
      return;
    }
    for (RecordComponent component : owner.getRecordComponents()) {
      try {
        checkPart(component.getGenericType(), seen);
      } catch (Flaw flaw) {
        throw new IllegalArgumentException(
            "component '%s' of %s %s"
                .formatted(component.getName(), owner.getName(), flaw.getMessage()));
      }
    }
  }

  /** Why a component cannot be read back; which one it is says who catches this. */
  private static final class Flaw extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Flaw(String why) {
      super(why, null, false, false);
    }
  }

  private static void checkPart(Type part, Set<Class<?>> seen) {
    switch (part) {
      case Class<?> type when type.isRecord() && type.getTypeParameters().length == 0 ->
          checkComponents(type, seen);
      case Class<?> type when PLAIN.contains(type) || PRIMITIVE.contains(type) || type.isEnum() -> {
        // Reads back as it is.
      }
      case Class<?> type when type.isInterface() && type.getTypeParameters().length == 0 ->
          throw new Flaw(
              "is the interface %s, and what is stored does not say which class of it was there."
                      .formatted(type.getName())
                  + " Use a record with an Optional for each of them.");
      case ParameterizedType generic -> checkGeneric(generic, seen);
      default ->
          throw new Flaw(
              "is of %s, which cannot be read back. Use one of the types that @Stored lists, with"
                      .formatted(part.getTypeName())
                  + " what is in it, such as List<String>.");
    }
  }

  private static void checkGeneric(ParameterizedType generic, Set<Class<?>> seen) {
    Type[] of = generic.getActualTypeArguments();
    Type raw = generic.getRawType();
    if (raw == Optional.class || raw == List.class || raw == Set.class) {
      checkElement(of[0], seen);
    } else if (raw == Map.class && of[0] == String.class) {
      checkElement(of[1], seen);
    } else {
      throw new Flaw(
          "is of %s, which cannot be read back. Use Optional, List, Set or Map with String keys, or"
                  .formatted(generic.getTypeName())
              + " a record without type parameters.");
    }
  }

  private static void checkElement(Type element, Set<Class<?>> seen) {
    if (element instanceof ParameterizedType inner && inner.getRawType() == Optional.class) {
      throw new Flaw(
          "holds an Optional in an Optional or a collection, which cannot be stored when it is"
              + " empty. Leave empty ones out.");
    }
    checkPart(element, seen);
  }
}

package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be stored is told from what may not before a value is stored. */
class StoredTypesTest {
  sealed interface Shape {
    record Circle(double radius) implements Shape {}
  }

  enum Size {
    SMALL {
      @Override
      int metres() {
        return 1;
      }
    };

    abstract int metres();
  }

  record Inner(byte[] bytes, Optional<Inner> next) {}

  record Pair<A, B>(A one, B other) {}

  @Stored("tree")
  record Tree(List<Tree> children, Map<String, List<Inner>> leaves, Set<Size> sizes) {}

  sealed interface Known {
    @Stored("one")
    record One(Duration time) implements Known {}

    sealed interface More extends Known {}

    @Stored("two")
    record Two(boolean flag, Size size) implements More {}
  }

  @Stored("with-sealed")
  record WithSealed(Shape part) {}

  @Stored("with-sealed-in-list")
  record WithSealedInList(List<Shape> part) {}

  @Stored("with-object")
  record WithObject(Object part) {}

  @Stored("with-class")
  record WithClass(StringBuilder part) {}

  @Stored("with-array")
  record WithArray(long[] part) {}

  @Stored("with-short")
  record WithShort(short part) {}

  @Stored("with-raw-list")
  @SuppressWarnings("rawtypes") // what is refused
  record WithRawList(List part) {}

  @Stored("with-wildcard")
  record WithWildcard(List<?> part) {}

  @Stored("with-other-list")
  record WithOtherList(ArrayList<String> part) {}

  @Stored("with-other-keys")
  record WithOtherKeys(Map<Integer, String> part) {}

  @Stored("with-optional-in-list")
  record WithOptionalInList(List<Optional<String>> part) {}

  @Stored("with-generic")
  record WithGeneric(Pair<String, Long> part) {}

  @Stored("generic")
  record Generic<T>(T part) {}

  record Below(Shape part) {}

  @Stored("with-flaw-below")
  record WithFlawBelow(Map<String, Below> leaves) {}

  record Nameless() {}

  sealed interface PartlyNameless {
    record Nameless() implements PartlyNameless {}
  }

  sealed interface PartlyClass {
    final class NoRecord implements PartlyClass {}
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        String.class,
        Boolean.class,
        Integer.class,
        Long.class,
        Double.class,
        byte[].class,
        Instant.class,
        Duration.class,
        Tree.class,
        Known.class
      })
  void what_is_listed_may_be_stored(Class<?> type) {
    assertThatNoException().isThrownBy(() -> StorageKey.of("key", type));
    assertThatNoException().isThrownBy(() -> Log.of("log", type));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        WithSealed.class,
        WithSealedInList.class,
        WithObject.class,
        WithClass.class,
        WithArray.class,
        WithShort.class,
        WithRawList.class,
        WithWildcard.class,
        WithOtherList.class,
        WithOtherKeys.class,
        WithOptionalInList.class,
        WithGeneric.class,
        Generic.class,
        WithFlawBelow.class
      })
  void a_record_that_could_not_be_read_back_is_refused_by_component(Class<?> type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StorageKey.of("key", type))
        .withMessageStartingWith("component 'part' of dev.holdfast.runtime.StoredTypesTest$")
        .withMessageMatching("(?s).* (Use|Leave) .*");
    assertThatIllegalArgumentException().isThrownBy(() -> Log.of("log", type));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Object.class,
        Number.class,
        List.class,
        Size.class,
        long.class,
        Shape.class,
        PartlyNameless.class,
        PartlyClass.class,
        Nameless.class
      })
  void a_value_of_a_type_that_is_not_listed_is_refused(Class<?> type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StorageKey.of("key", type))
        .withMessageMatching("(?s).* (Use|Put) .*");
  }
}

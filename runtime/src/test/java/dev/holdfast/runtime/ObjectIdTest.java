package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectIdTest {
  @Test
  void an_id_converts_to_text_and_back() {
    for (String name :
        new String[] {"a", "a/b", "/", " ", "\u20ac", "\uD83D\uDE00", "\u0001", "x y"}) {
      ObjectId id = new ObjectId("chat", name);
      assertThat(ObjectId.parse(id.toString())).isEqualTo(id);
    }
  }

  @Test
  void a_name_has_1_to_512_bytes_whatever_its_characters() {
    assertThat(new ObjectId("t", "x".repeat(512)).name()).hasSize(512);
    assertThat(new ObjectId("t", "\u20ac".repeat(170) + "xx").name()).hasSize(172);
    assertThat(new ObjectId("t", "\uD83D\uDE00".repeat(128)).name()).hasSize(256);
    for (String bad :
        new String[] {
          "", "x".repeat(513), "\u20ac".repeat(171), "\uD83D\uDE00".repeat(128) + "x"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ObjectId("t", bad))
          .withMessageContaining("bytes, allowed are 1 to 512");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\uD83D", "\uDE00", "a\uDE00b", "\uD83Dx", "\uD83D\uD83D\uDE00", "x\uD83D"})
  void a_name_with_half_a_surrogate_pair_is_refused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ObjectId("t", name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ObjectId("t", "x".repeat(300) + name));
    assertThatIllegalArgumentException().isThrownBy(() -> StorageKey.of(name, String.class));
  }

  @Test
  void a_name_with_nul_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ObjectId("t", "a\u0000b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "1a", "-a", "a_b", "a/b", "\u00e4", "a\n"})
  void a_type_is_of_its_form(String type) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ObjectId(type, "name"));
    assertThatIllegalArgumentException().isThrownBy(() -> new ObjectId("a".repeat(64), "name"));
    assertThat(new ObjectId("a" + "-9z".repeat(20), "name").type()).hasSize(61);
  }

  @Test
  void text_without_a_slash_is_no_id() {
    assertThatIllegalArgumentException().isThrownBy(() -> ObjectId.parse("counter"));
  }

  @Test
  void ids_and_keys_are_ordered_as_their_bytes_are() {
    Random random = new Random(20261121);
    Comparator<String> asBytes =
        (a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 50_000; i++) {
      String left = text(random);
      String right = random.nextInt(4) == 0 ? left + text(random) : text(random);
      assertThat(Integer.signum(Utf8Order.INSTANCE.compare(left, right)))
          .isEqualTo(Integer.signum(asBytes.compare(left, right)));
    }
    assertThat(new ObjectId("a", "\uFFFF")).isLessThan(new ObjectId("a", "\uD83D\uDE00"));
    assertThat(new ObjectId("a", "z")).isLessThan(new ObjectId("b", "a"));
  }

  private static String text(Random random) {
    int[] alphabet = {
      'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff
    };
    return random
        .ints(random.nextInt(5), 0, alphabet.length)
        .map(i -> alphabet[i])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

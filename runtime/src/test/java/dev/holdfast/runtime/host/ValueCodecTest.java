package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {
  enum Colour {
    RED,
    GREEN
  }

  record Inner(String text, double number) {}

  @Stored("everything")
  record Everything(
      String text,
      boolean flag,
      int small,
      long large,
      double real,
      Instant at,
      Duration span,
      Colour colour,
      Inner inner,
      Optional<String> maybe,
      Optional<Inner> maybeInner,
      List<String> list,
      Set<Integer> set,
      Map<String, Inner> map) {}

  @Stored("point")
  record PointOne(int x) {}

  @Stored(value = "point", version = 2)
  record PointTwo(int x, int y) {}

  @Stored(value = "point", version = 3)
  record PointThree(int x, int y, int z) {}

  @Stored(value = "point", version = 4)
  record PointFour(int x) {}

  @Stored("grown")
  record Grown(
      String text,
      Optional<String> maybe,
      List<String> list,
      Set<String> set,
      Map<String, Long> map) {}

  @Stored("text-only")
  record TextOnly(String text) {}

  record Unnamed(String text) {}

  @Stored("Bad Name")
  record BadlyNamed(String text) {}

  @Stored(value = "bad-version", version = 0)
  record BadVersion(String text) {}

  sealed interface Clashing extends Message {
    @Stored("same")
    record One() implements Clashing {}

    @Stored("same")
    record Other() implements Clashing {}
  }

  sealed interface NamelessMessages extends Message {
    record Nameless() implements NamelessMessages {}
  }

  private static final class Plain implements DurableObject<Message> {}

  private static final ObjectType<Message> TYPE = ObjectType.of("plain", Plain::new);
  private final ValueCodec codec = new ValueCodec(TYPE);

  static List<Object> values() {
    Inner inner = new Inner("in \u0000 \uD83D\uDE00", Double.MIN_VALUE);
    return List.of(
        "",
        "a\u0000b \u20ac \uD83D\uDE00",
        new TextOnly("half a pair: \uD83D"),
        0L,
        Long.MIN_VALUE,
        Integer.MAX_VALUE,
        true,
        false,
        -0.0,
        Double.NaN,
        Instant.MAX,
        Instant.parse("1969-12-31T23:59:59.999999999Z"),
        Duration.ofSeconds(-1, 1),
        new Everything(
            "t",
            true,
            -1,
            Long.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Instant.EPOCH,
            Duration.ofNanos(1),
            Colour.GREEN,
            inner,
            Optional.of(""),
            Optional.empty(),
            List.of("a", ""),
            Set.of(1, 2),
            Map.of("k", inner)));
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_value_is_read_as_it_was_written(Object value) {
    assertThat(codec.decode(codec.encode(value), value.getClass())).isEqualTo(value);
  }

  @Test
  void bytes_are_read_as_they_were_written() {
    byte[] bytes = {0, -1, 127, -128};

    assertThat(codec.decode(codec.encode(bytes), byte[].class)).isEqualTo(bytes);
    assertThat(codec.decode(codec.encode(new byte[0]), byte[].class)).isEmpty();
  }

  /** What is in databases: these bytes must be read for ever. */
  @Test
  void bytes_written_by_the_first_version_are_still_read() {
    assertThat(golden("53e282ac", String.class)).isEqualTo("\u20ac");
    assertThat(golden("42ff00", byte[].class)).containsExactly(-1, 0);
    assertThat(golden("4cfffffffffffffffe", Long.class)).isEqualTo(-2);
    assertThat(golden("4900000007", Integer.class)).isEqualTo(7);
    assertThat(golden("443ff0000000000000", Double.class)).isEqualTo(1.0);
    assertThat(golden("5a01", Boolean.class)).isTrue();
    assertThat(golden("54000000006955b90000000001", Instant.class))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00.000000001Z"));
    assertThat(golden("50000000000000003c00000000", Duration.class))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(golden("4a000105706f696e747b2278223a337d", PointOne.class))
        .isEqualTo(new PointOne(3));
    assertThat(codec.encode(new PointOne(3)))
        .isEqualTo(HexFormat.of().parseHex("4a000105706f696e747b2278223a337d"));
  }

  private <T> T golden(String hex, Class<T> type) {
    return codec.decode(HexFormat.of().parseHex(hex), type);
  }

  @Test
  void an_older_record_is_upgraded_step_by_step() {
    ValueCodec upgrading =
        new ValueCodec(
            TYPE.upgrade(PointOne.class, PointTwo.class, p -> new PointTwo(p.x(), 20))
                .upgrade(PointTwo.class, PointThree.class, p -> new PointThree(p.x(), p.y(), 30)));

    assertThat(upgrading.decode(codec.encode(new PointOne(1)), PointThree.class))
        .isEqualTo(new PointThree(1, 20, 30));
    assertThat(upgrading.decode(codec.encode(new PointTwo(1, 2)), PointThree.class))
        .isEqualTo(new PointThree(1, 2, 30));
  }

  @Test
  void a_record_of_a_newer_version_or_an_unknown_name_is_told_apart() {
    byte[] newer = codec.encode(new PointFour(1));

    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> codec.decode(newer, PointOne.class))
        .withMessageContaining("a newer version of this program wrote");
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> codec.decode(newer, TextOnly.class))
        .withMessageContaining("does not know");
  }

  @Test
  void components_that_may_be_absent_are_empty_in_what_was_stored_before() {
    byte[] old = renamed(codec.encode(new TextOnly("hello")), "text-only", "grown");

    assertThat(codec.decode(old, Grown.class))
        .isEqualTo(new Grown("hello", Optional.empty(), List.of(), Set.of(), Map.of()));
  }

  @Test
  void a_component_that_may_not_be_absent_makes_a_value_unreadable() {
    byte[] old = renamed(codec.encode(new TextOnly("hello")), "text-only", "everything");

    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> codec.decode(old, Everything.class));
  }

  private static byte[] renamed(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String label = (char) from.length() + from;
    return text.replace(label, (char) to.length() + to).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void what_could_not_be_read_back_is_not_written() {
    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(new TextOnly(null)));
    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode("\uD83D"));
    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(new Unnamed("")));
    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(new BadlyNamed("")));
    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(new BadVersion("")));
    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(new Object()));
    assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(List.of("a")));
  }

  @Test
  void messages_without_a_stored_name_of_their_own_fail_the_start_of_a_node() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TypeRuntime.of(ObjectType.of("a", Clashing.class, () -> null)))
        .withMessageContaining("same stored name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TypeRuntime.of(ObjectType.of("a", NamelessMessages.class, () -> null)))
        .withMessageContaining("has no stored name");
  }

  @Test
  void bytes_that_make_no_sense_are_unreadable_and_nothing_else() {
    byte[] record = codec.encode(new PointOne(3));
    for (int length = 0; length < record.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(record, length);
      assertThatExceptionOfType(UnreadableException.class)
          .isThrownBy(() -> codec.decode(cut, PointOne.class));
    }
    for (String hex : new String[] {"", "00", "4c01", "58ffff", "4affff7f", "4a00017f70"}) {
      assertThatExceptionOfType(UnreadableException.class)
          .isThrownBy(() -> golden(hex, Long.class));
    }
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> golden("5361", Long.class));
  }

  @Test
  void what_cannot_be_read_is_named_and_not_quoted() {
    byte[] text = renamed(codec.encode(new TextOnly("hush")), "text-only", "point");

    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> codec.decode(text, PointOne.class))
        .withMessageContaining("PointOne")
        .withNoCause()
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> golden("4a000105706f696e747b2278223a2268757368227d", PointOne.class))
        .withMessageContaining("at 'x'")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush"));
  }

  @Test
  void entries_become_frames_and_json_with_their_number() {
    assertThat(ValueCodec.frame(7, codec.encode("text"))).isEqualTo(new Frame.Text("text"));
    assertThat(ValueCodec.frame(7, codec.encode(new PointOne(3))))
        .isEqualTo(new Frame.Text("{\"seq\":7,\"x\":3}"));
    assertThat(((Frame.Binary) ValueCodec.frame(7, codec.encode(new byte[] {1}))).bytes())
        .containsExactly(1);
    assertThat(ValueCodec.json(1, codec.encode("q\"\n")))
        .isEqualTo("{\"seq\":1,\"value\":\"q\\\"\\n\"}");
    assertThat(ValueCodec.json(1, codec.encode(5L))).isEqualTo("{\"seq\":1,\"value\":5}");
  }
}

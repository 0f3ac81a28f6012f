package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalWorkTest {
  private static final LocalWork<String, Integer> LENGTH =
      LocalWork.of("length", String.class, Integer.class, String::length);

  private static final LocalWork<String, Long> OTHER =
      LocalWork.of("other", String.class, Long.class, Long::parseLong);

  private record Unnamed(String text) {}

  @Test
  void a_call_says_what_work_is_to_be_done() {
    Call.Local call = Call.local(LENGTH, "four").deadline(Duration.ofSeconds(2)).lane("parsing");
    assertThat(call.work()).isEqualTo("length");
    assertThat(call.input()).isEqualTo("four");
    assertThat(call.deadline()).isEqualTo(Duration.ofSeconds(2));
    assertThat(call.lane()).contains("parsing");
  }

  @Test
  void work_that_failed_is_not_tried_again_by_itself() {
    assertThat(Call.local(LENGTH, "").retry().attempts()).isEqualTo(1);
  }

  @Test
  void the_result_has_the_type_of_its_work_and_no_others() {
    CallResult.Worked worked = new CallResult.Worked(4);
    assertThat(worked.as(LENGTH)).isEqualTo(4);
    assertThatThrownBy(() -> worked.as(OTHER)).isInstanceOf(ClassCastException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Length", "1st", "a_b", "a b", "parse/feed", "é"})
  void a_name_that_cannot_be_stored_for_good_is_refused(String name) {
    assertThatThrownBy(() -> LocalWork.of(name, String.class, String.class, text -> text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("local work '" + name + "'");
  }

  @Test
  void a_name_has_at_most_63_characters() {
    assertThat(LocalWork.of("a".repeat(63), String.class, String.class, text -> text).name())
        .hasSize(63);
    assertThatThrownBy(() -> LocalWork.of("a".repeat(64), String.class, String.class, text -> text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void work_takes_and_gives_only_what_can_be_stored() {
    assertThatThrownBy(() -> LocalWork.of("w", Unnamed.class, String.class, Unnamed::text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no stored name");
    assertThatThrownBy(() -> LocalWork.of("w", String.class, Object.class, text -> text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be stored");
    assertThatThrownBy(() -> Call.local(LENGTH, "").deadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Call.local(LENGTH, "").lane(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_catalogue_finds_work_by_its_name_also_when_it_is_joined() {
    Catalogue both = Catalogue.of().with(LENGTH).and(Catalogue.of().with(OTHER));
    assertThat(both.work("length")).contains(LENGTH);
    assertThat(both.work("other")).contains(OTHER);
    assertThat(both.work("third")).isEmpty();
    assertThat(both.works()).containsExactly(LENGTH, OTHER);
  }

  @Test
  void two_pieces_of_work_of_one_name_are_refused() {
    Catalogue one = Catalogue.of().with(LENGTH);
    assertThatThrownBy(() -> one.with(LENGTH))
        .hasMessageContaining("local work are called 'length'");
    assertThatThrownBy(() -> one.and(one)).hasMessageContaining("local work are called 'length'");
  }
}

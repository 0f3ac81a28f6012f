package dev.holdfast.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  @Test
  void a_header_is_read_and_written_the_same() {
    String header = "00-" + TRACE + "-" + PARENT + "-01";
    assertThat(TraceParent.parse(header)).contains(new TraceParent(TRACE, PARENT, true));
    assertThat(TraceParent.parse(header).map(TraceParent::text)).contains(header);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "02", "fe"})
  void without_the_flag_it_is_not_sampled(String flags) {
    assertThat(TraceParent.parse("00-" + TRACE + "-" + PARENT + "-" + flags))
        .contains(new TraceParent(TRACE, PARENT, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-03", "-ff", "-01-what-comes-later", "-01-"})
  void later_versions_are_read_as_far_as_they_are_known(String rest) {
    assertThat(TraceParent.parse("cc-" + TRACE + "-" + PARENT + rest))
        .contains(new TraceParent(TRACE, PARENT, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n"
      })
  void what_the_standard_has_ignored_is_none(String header) {
    assertThat(TraceParent.parse(header)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_trace_that_came_in_goes_out_with_its_flag_from_another_parent(boolean sampled) {
    TraceParent in = new TraceParent(TRACE, PARENT, sampled);
    for (String correlation : new String[] {in.correlation(), in.correlation("order-17")}) {
      TraceParent out = TraceParent.of(correlation, "call 1");
      assertThat(out.traceId()).isEqualTo(TRACE);
      assertThat(out.sampled()).isEqualTo(sampled);
      assertThat(out.parentId()).isNotEqualTo(PARENT);
    }
  }

  @Test
  void an_id_beside_a_trace_is_in_the_correlation_as_it_is() {
    assertThat(new TraceParent(TRACE, PARENT, true).correlation("order-17"))
        .isEqualTo("order-17~" + TRACE + "-01")
        .hasSize("order-17~".length() + TraceParent.TRACE_CHARS_MAX);
  }

  @Test
  void calls_of_one_correlation_are_one_trace_and_each_its_own_parent() {
    TraceParent one = TraceParent.of("order-17", "call 1");
    TraceParent other = TraceParent.of("order-17", "call 2");
    assertThat(one).isEqualTo(TraceParent.of("order-17", "call 1"));
    assertThat(other.traceId()).isEqualTo(one.traceId());
    assertThat(other.parentId()).isNotEqualTo(one.parentId());
    assertThat(one.sampled()).isFalse();
    assertThat(TraceParent.parse(one.text())).isEqualTo(Optional.of(one));
    assertThat(TraceParent.of("order-18", "call 1").traceId()).isNotEqualTo(one.traceId());
  }

  @Test
  void calls_without_a_correlation_have_nothing_in_common() {
    assertThat(TraceParent.of("", "call 1").traceId())
        .isNotEqualTo(TraceParent.of("", "call 2").traceId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000000000000000000000000000",
        "4BF92F3577B34DA6A3CE929D0E0E4736",
        "4bf92f3577b34da6a3ce929d0e0e4736-00",
        "4bf92f3577b34da6a3ce929d0e0e473",
        "~",
        "order~17"
      })
  void any_text_is_a_correlation(String correlation) {
    TraceParent out = TraceParent.of(correlation);
    assertThat(TraceParent.parse(out.text())).contains(out);
    assertThat(out.traceId()).isNotEqualTo(TRACE);
  }

  @Test
  void ids_that_are_none_are_refused() {
    assertThatThrownBy(() -> new TraceParent("4711", PARENT, true))
        .hasMessageContaining("no trace id");
    assertThatThrownBy(() -> new TraceParent(TRACE, "0000000000000000", true))
        .hasMessageContaining("no parent id");
  }
}

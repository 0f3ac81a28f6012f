package dev.holdfast.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.exchange.Courier.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The check finds what is planted into sound books. */
class ExchangeCheckTest {
  private final Set<String> acknowledged = new HashSet<>(Set.of("first"));
  private final Set<String> attempted = new HashSet<>(Set.of("first", "second", "third"));
  private final Map<String, List<Line>> asked = new HashMap<>();
  private final Map<String, List<Line>> sent = new HashMap<>();
  private final Map<String, List<Line>> received = new HashMap<>();
  private final Map<String, List<Line>> called = new HashMap<>();
  private final Map<String, List<Line>> results = new HashMap<>();
  private final Map<String, Integer> served = new HashMap<>(Map.of("anna-1", 1, "anna-2", 3));

  ExchangeCheckTest() {
    asked.put("anna", lines("first 0", "second 0"));
    sent.put("anna", lines("bert 1", "cleo 1", "bert 2", "bert 3"));
    received.put("bert", lines("anna 1", "anna 2", "anna 3"));
    received.put("cleo", lines("anna 1"));
    called.put("anna", lines("anna-1 1", "anna-2 2"));
    // In whatever order they end.
    results.put("anna", lines("anna-2 2", "anna-1 1"));
  }

  private static List<Line> lines(String... texts) {
    List<Line> lines = new ArrayList<>();
    for (String text : texts) {
      String[] words = text.split(" ", 2);
      lines.add(new Line(words[0], Long.parseLong(words[1])));
    }
    return lines;
  }

  private List<String> faults() {
    return ExchangeCheck.faults(
        new Books(acknowledged, attempted, asked, sent, received, called, results, served));
  }

  @Test
  void sound_books_have_no_fault() {
    assertThat(faults()).isEmpty();
  }

  @Test
  void a_lost_parcel_is_found() {
    received.put("bert", lines("anna 1", "anna 3"));
    assertThat(faults()).containsExactly("bert lost number 2 of anna");
  }

  @Test
  void the_last_parcel_lost_is_found() {
    received.put("bert", lines("anna 1", "anna 2"));
    assertThat(faults()).containsExactly("bert lost number 3 of anna");
  }

  @Test
  void a_pair_of_which_everything_is_lost_is_found() {
    received.remove("cleo");
    assertThat(faults()).containsExactly("cleo lost number 1 of anna");
  }

  @Test
  void a_parcel_received_twice_is_found() {
    received.put("bert", lines("anna 1", "anna 2", "anna 2", "anna 3"));
    assertThat(faults()).containsExactly("bert received number 2 of anna twice");
  }

  @Test
  void a_parcel_received_again_later_is_found() {
    received.put("bert", lines("anna 1", "anna 2", "anna 3", "anna 1"));
    assertThat(faults()).containsExactly("bert received number 1 of anna twice");
  }

  @Test
  void parcels_in_the_wrong_order_are_found() {
    received.put("bert", lines("anna 2", "anna 1", "anna 3"));
    assertThat(faults()).containsExactly("bert received number 1 of anna after 2");
  }

  @Test
  void what_nobody_sent_is_found() {
    received.put("bert", lines("anna 1", "anna 2", "anna 3", "anna 4"));
    received.put("cleo", lines("anna 1", "dora 1"));
    assertThat(faults())
        .containsExactlyInAnyOrder(
            "bert received number 4 that anna did not send",
            "dora sent nothing and cleo received it");
  }

  @Test
  void a_sender_that_counts_wrongly_is_found() {
    sent.put("anna", lines("bert 1", "cleo 1", "bert 3", "bert 4"));
    received.put("bert", lines("anna 1", "anna 3", "anna 4"));
    assertThat(faults()).containsExactly("anna sent bert number 3 as its 2.");
  }

  @Test
  void what_was_acknowledged_and_is_lost_is_found() {
    acknowledged.add("third");
    assertThat(faults()).containsExactly("third was acknowledged and is lost");
  }

  @Test
  void what_was_asked_once_and_done_twice_is_found() {
    asked.put("bert", lines("first 0"));
    assertThat(faults()).singleElement().asString().endsWith("was asked first twice");
  }

  @Test
  void what_nobody_asked_for_is_found() {
    asked.put("bert", lines("fourth 0"));
    assertThat(faults()).containsExactly("nobody asked bert for fourth");
  }

  @Test
  void a_call_without_result_is_found() {
    results.put("anna", lines("anna-1 1"));
    assertThat(faults()).containsExactly("call 2 of anna has no result");
  }

  @Test
  void a_result_that_took_effect_twice_is_found() {
    results.put("anna", lines("anna-1 1", "anna-2 2", "anna-1 1"));
    assertThat(faults()).containsExactly("call 1 of anna ended twice, or was not made");
  }

  @Test
  void a_result_of_another_call_is_found() {
    results.put("anna", lines("anna-1 1", "anna-1 2"));
    assertThat(faults()).containsExactly("call 2 of anna came to 'anna-1'");
  }

  @Test
  void a_call_that_never_reached_the_server_is_found() {
    served.remove("anna-2");
    assertThat(faults()).containsExactly("call 2 of anna was never made");
  }

  @Test
  void a_call_given_up_is_found() {
    results.put("anna", List.of(new Line("anna-1", 1), new Line("gave up, timed-out", 2)));
    assertThat(faults()).containsExactly("call 2 of anna came to 'gave up, timed-out'");
  }
}

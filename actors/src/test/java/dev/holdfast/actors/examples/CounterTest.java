package dev.holdfast.actors.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent.RequestReceived;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import org.junit.jupiter.api.Test;

class CounterTest {
  private final ObjectTester<Counter.Command> counter = ObjectTester.of(Counter.TYPE);

  @Test
  void a_post_adds_one_and_answers_the_new_number_as_plain_text() {
    counter.request(Request.of("POST", "/", ""));
    var response = counter.request(Request.of("POST", "/", ""));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo("2");
    assertThat(response.headers().first("content-type")).hasValue("text/plain; charset=utf-8");
  }

  @Test
  void a_get_reads_without_counting() {
    counter.ask(new Counter.Increment(41));
    assertThat(counter.request(Request.of("GET", "/", "")).text()).isEqualTo("41");
    assertThat(counter.request(Request.of("GET", "/", "")).text()).isEqualTo("41");
  }

  @Test
  void reading_a_missing_counter_answers_zero_and_makes_none() {
    assertThat(counter.request(Request.of("GET", "/", "")).text()).isEqualTo("0");
    assertThat(counter.ask(new Counter.Read())).isZero();
    assertThat(counter.commits()).isZero();
  }

  @Test
  void the_number_is_still_there_after_sleep() {
    counter.ask(new Counter.Increment(2));
    counter.sleepAndWake();
    assertThat(counter.ask(new Counter.Increment(-5))).isEqualTo(-3L);
  }

  @Test
  void a_repeated_increment_counts_once() {
    assertThat(counter.send(new Counter.Increment(7), "id-1")).isEqualTo(new Answer.Replied(7L));
    counter.sleepAndWake();
    assertThat(counter.send(new Counter.Increment(7), "id-1")).isEqualTo(new Answer.Replied(7L));
    assertThat(counter.ask(new Counter.Read())).isEqualTo(7L);
  }

  @Test
  void a_count_past_64_bits_is_refused_and_changes_nothing() {
    counter.ask(new Counter.Increment(Long.MAX_VALUE));
    assertThat(counter.refusalOf(new Counter.Increment(1)).kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(refusalOf(Request.of("POST", "/", ""))).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(counter.ask(new Counter.Read())).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void other_methods_and_paths_are_refused() {
    assertThat(refusalOf(Request.of("DELETE", "/", ""))).isEqualTo(Refusal.Kind.METHOD_NOT_ALLOWED);
    assertThat(refusalOf(Request.of("POST", "/more", ""))).isEqualTo(Refusal.Kind.NOT_FOUND);
    assertThat(counter.commits()).isZero();
  }

  private Refusal.Kind refusalOf(Request request) {
    Answer answer = counter.deliver(new RequestReceived(request));
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).refusal().kind();
  }
}

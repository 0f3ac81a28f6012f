package dev.holdfast.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.TestedCounter.Increment;
import dev.holdfast.runtime.testing.TestedCounter.Read;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ObjectTesterTest {
  private final ObjectTester<TestedCounter.Command> counter = ObjectTester.of(TestedCounter.TYPE);

  @Test
  void a_question_is_answered_and_survives_sleep() {
    assertThat(counter.ask(new Increment(2))).isEqualTo(2L);
    counter.sleepAndWake();
    assertThat(counter.isAwake()).isFalse();
    assertThat(counter.ask(new Read())).isEqualTo(2L);
    assertThat(counter.commits()).isEqualTo(1);
  }

  @Test
  void a_refusal_is_had_as_a_value_and_is_no_answer() {
    assertThat(counter.refusalOf(new Increment(0)))
        .isEqualTo(Refusal.invalid("a counter only grows; by is 0."));
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> counter.ask(new Increment(0)));
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> counter.refusalOf(new Increment(1)));
  }

  @Test
  void a_repeat_under_the_same_id_is_answered_as_before() {
    assertThat(counter.send(new Increment(1), "id")).isEqualTo(new Answer.Replied(1L));
    assertThat(counter.send(new Increment(1), "id")).isEqualTo(new Answer.Replied(1L));
    assertThat(counter.send(new Increment(2), "id")).isEqualTo(new Answer.OtherBody());
    assertThat(counter.ask(new Read())).isEqualTo(1);
  }

  @Test
  void time_moves_only_when_told_and_puts_the_idle_to_sleep() {
    counter.ask(new Increment(1));
    var before = counter.now();

    counter.advance(Duration.ofSeconds(9));
    assertThat(counter.isAwake()).isTrue();
    counter.advance(Duration.ofSeconds(1));

    assertThat(counter.isAwake()).isFalse();
    assertThat(counter.now()).isEqualTo(before.plusSeconds(10));
  }

  @Test
  void settings_are_what_the_test_gives() {
    assertThat(counter.request(Request.of("GET", "/", "")).text()).isEqualTo("none");
    counter.with("greeting", "hello");
    assertThat(counter.request(Request.of("GET", "/", "")).text()).isEqualTo("hello");
  }

  @Test
  void sockets_receive_what_the_log_holds_and_what_it_gains() {
    TestSocket early = counter.open(Request.of("GET", "/", ""));
    early.send("one");
    early.resend(new Frame.Text("one"));
    TestSocket late = counter.open(Request.of("GET", "/", ""));
    counter.sleepAndWake();
    late.send("two");

    assertThat(early.texts()).containsExactly("one", "two");
    assertThat(late.texts()).containsExactly("one", "two");
    early.close();
    late.send("three");
    assertThat(early.texts()).hasSize(2);
    assertThat(late.texts()).hasSize(3);
  }

  /** Says of each socket what it attached to it. */
  private static final class Hall implements DurableObject<Message> {
    static final ObjectType<Message> TYPE = ObjectType.of("hall", Hall::new);

    @Override
    public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
      byte[] name = opening.request().body();
      return Turn.draft().accept(opening, SocketOptions.PLAIN.tagged("guest").attaching(name));
    }

    @Override
    public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
      return Turn.draft().attach(frame.socket(), "renamed".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      return Turn.draft()
          .respond(
              Response.text(
                  context.sockets().stream()
                      .map(each ->
                          each.tags() + new String(each.attachment(), StandardCharsets.UTF_8))
                      .sorted()
                      .collect(Collectors.joining(","))));
    }
  }

  @Test
  void an_attachment_stays_with_its_socket_while_the_object_sleeps_and_goes_with_it() {
    ObjectTester<Message> hall = ObjectTester.of(Hall.TYPE);
    TestSocket ada = hall.open(Request.of("GET", "/", "ada"));
    TestSocket bob = hall.open(Request.of("GET", "/", "bob"));
    hall.sleepAndWake();
    assertThat(seen(hall)).isEqualTo("[guest]ada,[guest]bob");

    bob.send("call me otherwise");
    ada.close();
    assertThat(seen(hall)).isEqualTo("[guest]renamed");
  }

  private static String seen(ObjectTester<Message> hall) {
    return hall.request(Request.of("GET", "/", "")).text();
  }
}

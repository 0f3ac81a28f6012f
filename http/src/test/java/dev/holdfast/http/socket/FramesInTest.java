package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.SocketRules;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FramesInTest extends HubFixture {
  private final ArrayDeque<CompletableFuture<Answer>> pending = new ArrayDeque<>();

  private CompletionStage<Answer> answerLater(Delivery delivery) {
    events.add(delivery.event());
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    pending.add(answer);
    return answer;
  }

  private List<String> previous() {
    return events.stream()
        .filter(ObjectEvent.FrameReceived.class::isInstance)
        .map(ObjectEvent.FrameReceived.class::cast)
        .map(frame -> frame.number() + " after " + frame.previous())
        .toList();
  }

  @Test
  void frames_are_numbered_from_1_and_go_several_at_a_time_each_with_the_one_before_it() {
    Client client = open();
    object = this::answerLater;
    for (String frame : List.of("a", "b", "c", "d")) {
      client.link.received(text(frame));
    }
    assertThat(frames()).containsExactly("1:a", "2:b", "3:c");
    assertThat(previous()).containsExactly("1 after 0", "2 after 1", "3 after 2");
    pending.poll().complete(new Answer.Done());
    assertThat(previous()).last().isEqualTo("4 after 3");
  }

  @Test
  void a_frame_whose_predecessors_are_known_to_be_taken_waits_for_none() {
    Client client = open();
    object = this::answerLater;
    client.link.received(text("a"));
    client.link.received(text("b"));
    pending.poll().complete(new Answer.Done());
    pending.poll().complete(new Answer.Done());
    client.link.received(text("c"));
    assertThat(previous()).containsExactly("1 after 0", "2 after 1", "3 after 0");
  }

  @Test
  void a_frame_taken_before_the_one_it_follows_is_known_to_be_is_no_longer_the_previous_one() {
    Client client = open();
    object = this::answerLater;
    client.link.received(text("a"));
    client.link.received(text("b"));
    pending.pollLast().complete(new Answer.Done());
    client.link.received(text("c"));
    assertThat(previous()).containsExactly("1 after 0", "2 after 1", "3 after 1");
  }

  @Test
  void a_frame_with_an_unknown_outcome_goes_again_with_its_number_and_those_behind_it_after_it() {
    Client client = open();
    object = this::answerLater;
    client.link.received(text("a"));
    client.link.received(text("b"));
    pending.poll().complete(new Answer.OutcomeUnknown());
    pending.poll().complete(new Answer.NotDone("a before it is missing"));
    assertThat(frames()).hasSize(2);
    time.advance(40);
    assertThat(frames()).containsExactly("1:a", "2:b", "1:a", "2:b");
    assertThat(previous()).last().isEqualTo("2 after 1");
  }

  @Test
  void a_frame_is_tried_again_until_it_is_taken() {
    ArrayDeque<Answer> script =
        new ArrayDeque<>(
            List.of(
                new Answer.NotDone("moved"),
                new Answer.OutcomeUnknown(),
                new Answer.TimedOut(),
                new Answer.Overloaded("full", Duration.ofMillis(700)),
                new Answer.Done()));
    Client client = open();
    object =
        delivery -> {
          events.add(delivery.event());
          return done(script.poll());
        };
    client.link.received(text("a"));
    time.advance(40 + 80 + 160);
    assertThat(script).hasSize(1);
    time.advance(699);
    assertThat(script).hasSize(1);
    time.advance(1);
    assertThat(frames()).hasSize(5).containsOnly("1:a");
  }

  @Test
  void nothing_new_is_sent_while_frames_wait_to_go_again() {
    Client client = open();
    object = delivery -> done(new Answer.NotDone("moved"));
    client.link.received(text("a"));
    object = this::answerLater;
    client.link.received(text("b"));
    assertThat(frames()).isEmpty();
    time.advance(40);
    assertThat(frames()).containsExactly("1:a", "2:b");
  }

  @Test
  void a_frame_that_is_not_taken_within_a_minute_ends_the_socket_which_may_come_back() {
    Client client = open();
    object = delivery -> done(new Answer.NotDone("no database"));
    client.link.received(text("a"));
    time.advance(59_000);
    assertThat(client.closeCode()).isZero();
    time.advance(4_000);
    assertThat(client.closeCode()).isEqualTo(1013);
  }

  @Test
  void many_sockets_of_one_object_share_what_may_be_on_its_way_but_each_may_have_one() {
    Client first = open();
    Client second = open();
    Client third = open();
    object = this::answerLater;
    for (Client client : List.of(first, second, third)) {
      for (int i = 0; i < 3; i++) {
        client.link.received(text("f" + i));
      }
    }
    // Three of the first, two of the second; then five are on their way.
    assertThat(frames()).containsExactly("1:f0", "2:f1", "3:f2", "1:f0", "2:f1", "1:f0");
  }

  @Test
  void reading_stops_at_the_bound_and_goes_on_when_there_is_room() {
    Client client = open();
    object = this::answerLater;
    assertThat(client.link.received(text("1"))).isTrue();
    assertThat(client.link.received(text("2"))).isTrue();
    assertThat(client.link.received(text("3"))).isTrue();
    assertThat(client.link.received(text("4"))).isFalse();
    pending.poll().complete(new Answer.Done());
    assertThat(client.resumed).isEqualTo(1);
  }

  @Test
  void a_refused_frame_is_told_and_the_socket_stays() {
    Client client = open();
    object = delivery -> done(new Answer.Refused(Refusal.invalid("not \"JSON\"")));
    client.link.received(text("a"));
    assertThat(client.read())
        .containsExactly("{\"t\":\"refused\",\"frame\":1,\"detail\":\"not \\\"JSON\\\"\"}");
    assertThat(client.link.closing()).isNull();
  }

  @Test
  void a_frame_that_the_object_fails_at_ends_the_socket_with_the_error_id() {
    Client client = open();
    object = delivery -> done(new Answer.Failed("err-1"));
    client.link.received(text("a"));
    assertThat(client.read()).isEmpty();
    assertThat(client.link.closing())
        .isEqualTo(
            new SocketLink.Closing(
                1011, "message 1 had no effect: the object failed (error err-1)"));
  }

  @Test
  void what_follows_a_frame_that_the_object_fails_at_is_not_sent_again() {
    Client client = open();
    object = this::answerLater;
    client.link.received(text("a"));
    client.link.received(text("b"));
    pending.poll().complete(new Answer.Failed("err-1"));
    pending.poll().complete(new Answer.NotDone("a before it is missing"));
    time.advance(10_000);
    assertThat(frames()).containsExactly("1:a", "2:b");
    client.link.gone(1011, "");
    assertThat(events).last().isInstanceOf(ObjectEvent.SocketClosed.class);
  }

  @Test
  void a_gateway_that_throws_loses_no_frame() {
    Client client = open();
    object =
        delivery -> {
          throw new IllegalStateException("no way to objects");
        };
    client.link.received(new Frame.Text("a"));
    object = this::answerAtOnce;
    time.advance(40);
    assertThat(frames()).containsExactly("1:a");
  }

  @Test
  void a_message_that_the_node_answers_has_no_number() {
    start(SocketRules.DEFAULTS.autoAnswer("ping", "pong"));
    Client client = open();
    List<String> got = new ArrayList<>();
    for (String sent : List.of("ping", "a", "ping", "b")) {
      client.link.received(text(sent));
      got.addAll(client.read());
    }
    assertThat(got).containsExactly("pong", "pong");
    assertThat(frames()).containsExactly("1:a", "2:b");
  }
}

package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FramesInTest extends HubFixture {
  @Test
  void frames_are_numbered_from_1_and_go_one_after_another() {
    ArrayDeque<CompletableFuture<Answer>> pending = new ArrayDeque<>();
    Client client = open();
    object =
        delivery -> {
          events.add(delivery.event());
          CompletableFuture<Answer> answer = new CompletableFuture<>();
          pending.add(answer);
          return answer;
        };
    client.link.received(text("a"));
    client.link.received(text("b"));
    assertThat(frames()).containsExactly("1:a");
    pending.poll().complete(new Answer.Done());
    assertThat(frames()).containsExactly("1:a", "2:b");
  }

  @Test
  void a_frame_with_an_unknown_outcome_goes_again_with_its_number_before_the_next() {
    ArrayDeque<Answer> script =
        new ArrayDeque<>(
            List.of(
                new Answer.NotDone("moved"),
                new Answer.OutcomeUnknown(),
                new Answer.Overloaded("full", Duration.ofMillis(1)),
                new Answer.Done(),
                new Answer.Done()));
    Client client = open();
    object =
        delivery -> {
          events.add(delivery.event());
          return done(script.poll());
        };
    client.link.received(text("a"));
    client.link.received(text("b"));
    waitFor(script::isEmpty);
    assertThat(frames()).containsExactly("1:a", "1:a", "1:a", "1:a", "2:b");
  }

  @Test
  void reading_stops_at_the_bound_and_goes_on_when_there_is_room() {
    CompletableFuture<Answer> first = new CompletableFuture<>();
    Client client = open();
    object = delivery -> first;
    assertThat(client.link.received(text("1"))).isTrue();
    assertThat(client.link.received(text("2"))).isTrue();
    assertThat(client.link.received(text("3"))).isTrue();
    assertThat(client.link.received(text("4"))).isFalse();
    object = delivery -> done(new Answer.Done());
    first.complete(new Answer.Done());
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
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The outside half of row 7, and the frames of row 10: a repeat takes no second effect. */
interface RepeatPromises {
  ContractWorld world();

  private Delivery add(ObjectId id, String requestId) {
    return world().withId(world().delivery(id, new Ledger.Add(1)), requestId);
  }

  @Test
  default void a_repeat_gets_the_first_answer_and_takes_no_second_effect() {
    ObjectId id = world().fresh("ledger");

    assertThat(world().send(add(id, "a"))).isEqualTo(new Answer.Replied(1L));
    assertThat(world().send(add(id, "b"))).isEqualTo(new Answer.Replied(2L));

    assertThat(world().send(add(id, "a"))).isEqualTo(new Answer.Replied(1L));
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(2);
  }

  @Test
  default void a_repeated_request_gets_the_first_response() {
    ObjectId id = world().fresh("ledger");
    var event = new ObjectEvent.RequestReceived(Request.of("POST", "/", "body"));
    Delivery post = world().withId(world().delivery(id, event), "post");

    String first = ((Answer.Responded) world().send(post)).response().text();
    world().sleepAll();
    var second = ((Answer.Responded) world().send(post)).response();

    assertThat(second.text()).isEqualTo(first).isEqualTo("stored");
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.headers().first("content-type")).hasValue("text/plain; charset=utf-8");
    assertThat(world().store.appendsOf(id)).isEqualTo(1);
  }

  @Test
  default void answers_are_remembered_across_sleep() {
    ObjectId id = world().fresh("ledger");
    world().send(add(id, "a"));
    world().sleepAll();

    assertThat(world().send(add(id, "a"))).isEqualTo(new Answer.Replied(1L));
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
  }

  @Test
  default void the_same_id_with_another_body_is_told_so() {
    ObjectId id = world().fresh("ledger");
    world().send(add(id, "a"));

    Answer other = world().send(world().withId(world().delivery(id, new Ledger.Add(2)), "a"));

    assertThat(other).isEqualTo(new Answer.OtherBody());
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
  }

  @Test
  default void past_the_bound_of_ids_a_new_one_is_turned_away_and_none_is_forgotten() {
    ObjectId id = world().fresh("ledger");
    int most = ContractWorld.LIMITS.answersMax();
    for (int i = 0; i < most; i++) {
      world().send(add(id, "id-" + i));
    }

    assertThat(world().send(add(id, "one too many")))
        .isInstanceOfSatisfying(
            Answer.Overloaded.class,
            overloaded ->
                assertThat(overloaded.retryAfter())
                    .isBetween(Duration.ofHours(23), Duration.ofHours(25)));

    for (int i = 0; i < most; i++) {
      assertThat(world().send(add(id, "id-" + i))).isEqualTo(new Answer.Replied(i + 1L));
    }
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(most);
  }

  @Test
  default void an_id_is_forgotten_after_24_hours_and_not_before() {
    ObjectId id = world().fresh("ledger");
    for (int i = 0; i < ContractWorld.LIMITS.answersMax(); i++) {
      world().send(add(id, "id-" + i));
    }

    world().clock.advance(Duration.ofHours(24).minusMillis(1));
    assertThat(world().send(add(id, "id-0"))).isEqualTo(new Answer.Replied(1L));
    world().clock.advance(Duration.ofMillis(1));
    assertThat(world().send(add(id, "new"))).isEqualTo(new Answer.Replied(9L));
    assertThat(world().send(add(id, "id-0"))).isEqualTo(new Answer.Replied(10L));
  }

  @Test
  default void an_id_used_again_after_24_hours_does_not_count_twice_when_read_back() {
    ObjectId id = world().fresh("ledger");
    int most = ContractWorld.LIMITS.answersMax();
    world().send(add(id, "reused"));
    world().clock.advance(Duration.ofHours(25));
    world().send(add(id, "reused"));
    world().sleepAll();

    for (int i = 1; i < most; i++) {
      assertThat(world().send(add(id, "id-" + i))).isInstanceOf(Answer.Replied.class);
    }
    assertThat(world().send(add(id, "one too many"))).isInstanceOf(Answer.Overloaded.class);
    assertThat(world().send(add(id, "reused"))).isEqualTo(new Answer.Replied(2L));
  }

  @Test
  default void a_repeat_after_a_destroy_does_not_make_the_object_anew() {
    ObjectId id = world().fresh("ledger");
    world().send(add(id, "before"));
    Delivery destroy = world().withId(world().delivery(id, new Ledger.Destroy()), "destroy");

    assertThat(world().send(destroy)).isEqualTo(new Answer.Done());
    assertThat(world().ask(id, new Ledger.Read())).isZero();

    assertThat(world().send(add(id, "before"))).isEqualTo(new Answer.Replied(1L));
    assertThat(world().send(destroy)).isEqualTo(new Answer.Done());
    world().sleepAll();
    assertThat(world().send(add(id, "before"))).isEqualTo(new Answer.Replied(1L));
    assertThat(world().ask(id, new Ledger.Exists())).isFalse();
    assertThat(world().store.appendsOf(id)).isEqualTo(2);
  }

  @Test
  default void a_repeated_frame_takes_no_second_effect() {
    ObjectId id = world().fresh("ledger");
    SocketId socket = new SocketId(world().hub.name(), "s1");
    Request request = Request.of("GET", "/", "");
    world().answer(world().deliver(id, new ObjectEvent.SocketOpening(socket, request)));
    var frame = new ObjectEvent.FrameReceived(socket, 1, new Frame.Text("once"));

    assertThat(world().answer(world().deliver(id, frame))).isEqualTo(new Answer.Done());
    assertThat(world().answer(world().deliver(id, frame))).isEqualTo(new Answer.Done());
    world().sleepAll();
    assertThat(world().answer(world().deliver(id, frame))).isEqualTo(new Answer.Done());

    assertThat(world().ask(id, new Ledger.Notes(0, 10)).entries())
        .extracting(entry -> entry.value())
        .containsExactly("once");
  }

  @Test
  default void frames_of_one_socket_take_effect_in_order() {
    ObjectId id = world().fresh("ledger");
    SocketId socket = new SocketId(world().hub.name(), "s2");
    Request request = Request.of("GET", "/", "");
    world().answer(world().deliver(id, new ObjectEvent.SocketOpening(socket, request)));

    for (int i = 1; i <= 30; i++) {
      var _ =
          world()
              .deliver(id, new ObjectEvent.FrameReceived(socket, i, new Frame.Text("frame " + i)));
    }
    var closed = new ObjectEvent.SocketClosed(socket, 1000, "", true);
    assertThat(world().answer(world().deliver(id, closed))).isEqualTo(new Answer.Done());

    assertThat(world().ask(id, new Ledger.Notes(0, 100)).entries())
        .hasSize(30)
        .allMatch(entry -> entry.value().equals("frame " + entry.number()));
  }
}

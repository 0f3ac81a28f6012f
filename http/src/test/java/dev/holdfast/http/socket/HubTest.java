package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HubTest extends HubFixture {
  /** Of every socket that the fixture opens. */
  private static final Set<String> TAGS = Set.of("t");

  @Test
  void orders_reach_the_sockets_they_name_in_order() {
    Client one = open();
    Client two = open();
    order(
        new SocketOrder.Broadcast(text("all")),
        new SocketOrder.Send(idOf(0), text("one")),
        new SocketOrder.Retag(idOf(1), Set.of("other")),
        new SocketOrder.BroadcastTagged("other", text("tagged")),
        new SocketOrder.BroadcastTagged("t", text("t")));
    assertThat(one.read()).containsExactly("all", "one", "t");
    assertThat(two.read()).containsExactly("all", "tagged");
  }

  @Test
  void tags_and_attachment_can_be_asked_for_and_changed() {
    open();
    assertThat(hub.sockets(ROOM))
        .singleElement()
        .satisfies(info -> assertThat(info.attachment()).containsExactly(7));
    order(new SocketOrder.Attach(idOf(0), new byte[] {8}));
    assertThat(hub.sockets(ROOM).getFirst().attachment()).containsExactly(8);
    assertThat(hub.sockets(ROOM).getFirst().tags()).containsExactly("t");
    assertThat(hub.sockets(ROOM).getFirst().id().hub()).isEqualTo(hub.name());
  }

  @Test
  void one_signal_is_given_for_many_messages_until_the_client_is_read_dry() {
    Client client = open();
    order(new SocketOrder.Broadcast(text("1")), new SocketOrder.Broadcast(text("2")));
    assertThat(client.ready).isEqualTo(1);
    client.read();
    order(new SocketOrder.Broadcast(text("3")));
    assertThat(client.ready).isEqualTo(2);
  }

  @Test
  void a_greeting_comes_before_the_log_that_the_socket_follows() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 2));
    greeting = Optional.of(text("welcome"));
    Client client = open();
    reads.getFirst().complete(entries(1, 2));
    assertThat(client.read()).containsExactly("welcome", "e1", "e2");
  }

  @Test
  void a_client_that_does_not_read_is_ended_with_what_was_queued_and_the_reason() {
    Client slow = open();
    Client quick = open();
    for (int i = 1; i <= 9; i++) {
      order(new SocketOrder.Broadcast(text("m" + i)));
      quick.read();
    }
    List<String> got = slow.read();
    assertThat(got).hasSize(8).startsWith("m1").element(7).isEqualTo("m8");
    assertThat(slow.closeCode()).isEqualTo(1013);
    assertThat(quick.link.closing()).isNull();
  }

  @Test
  void messages_that_wait_are_bounded_by_bytes_too() {
    Client slow = open();
    order(
        new SocketOrder.Broadcast(text("x".repeat(6_000))),
        new SocketOrder.Broadcast(text("y".repeat(6_000))));
    assertThat(slow.read()).hasSize(1);
    assertThat(slow.closeCode()).isEqualTo(1013);
  }

  @Test
  void a_refused_opening_leaves_no_socket() {
    object = delivery -> done(new Answer.Refused(Refusal.forbidden("no")));
    var opening =
        hub.open(ROOM, Request.of("GET", "/", ""), "c", Optional.empty())
            .toCompletableFuture()
            .join();
    assertThat(opening).isInstanceOf(Hub.Opening.NotAccepted.class);
    assertThat(hub.held()).isZero();
  }

  @Test
  void an_object_that_accepts_too_late_learns_that_the_socket_is_gone() {
    object = delivery -> done(new Answer.TimedOut());
    hub.open(ROOM, Request.of("GET", "/", ""), "c", Optional.empty()).toCompletableFuture().join();
    object = this::answerAtOnce;
    SocketId late = new SocketId(hub.name(), "1");
    order(new SocketOrder.Open(late, Set.of(), new byte[0], Optional.empty(), Optional.empty()));
    assertThat(events)
        .singleElement()
        .isEqualTo(new ObjectEvent.SocketClosed(late, 1006, "", true));
  }

  @Test
  void
      the_object_learns_of_a_close_after_the_frames_before_it_with_its_tags_and_if_it_was_the_last() {
    Client one = open();
    Client two = open();
    one.link.received(text("bye"));
    one.link.gone(4_000, "done");
    two.link.gone(1006, "");
    assertThat(events.subList(2, 5))
        .containsExactly(
            new ObjectEvent.FrameReceived(idOf(0), 1, text("bye")),
            new ObjectEvent.SocketClosed(idOf(0), 4_000, "done", false, TAGS),
            new ObjectEvent.SocketClosed(idOf(1), 1006, "", true, TAGS));
    assertThat(hub.held()).isZero();
  }

  @Test
  void all_that_a_socket_brings_is_under_the_correlation_of_its_opening() {
    List<String> correlations = new CopyOnWriteArrayList<>();
    object =
        delivery -> {
          correlations.add(delivery.correlation());
          return answerAtOnce(delivery);
        };
    Client client = open();
    client.link.received(text("hello"));
    client.link.gone(1000, "");
    assertThat(correlations).hasSize(3).containsOnly(correlations.getFirst());
  }

  @Test
  void a_close_that_was_not_taken_goes_again_and_is_no_longer_the_last_if_one_opened() {
    Client one = open();
    List<ObjectEvent.SocketClosed> closes = new CopyOnWriteArrayList<>();
    object =
        delivery -> {
          if (delivery.event() instanceof ObjectEvent.SocketClosed closed) {
            closes.add(closed);
            return done(closes.size() == 1 ? new Answer.NotDone("moved") : new Answer.Done());
          }
          return answerAtOnce(delivery);
        };
    one.link.gone(1000, "");
    open();
    time.advance(40);
    assertThat(closes).extracting(ObjectEvent.SocketClosed::last).containsExactly(true, false);
  }

  @Test
  void a_close_waits_for_what_was_queued_and_tells_its_code_to_the_object() {
    Client client = open();
    order(new SocketOrder.Broadcast(text("last")), new SocketOrder.Close(idOf(0), 4_001, "bye"));
    assertThat(client.read()).containsExactly("last");
    assertThat(client.link.closing()).isEqualTo(new SocketLink.Closing(4_001, "bye"));
    client.link.gone(1000, "");
    assertThat(events.getLast())
        .isEqualTo(new ObjectEvent.SocketClosed(idOf(0), 4_001, "bye", true, TAGS));
  }

  @Test
  void a_normal_close_needs_no_words() {
    Client client = open();
    order(new SocketOrder.Close(idOf(0), 1000, "bye"));
    assertThat(client.read()).isEmpty();
    assertThat(client.link.closing()).isNotNull();
  }

  @Test
  void a_destroyed_object_closes_all() {
    Client one = open();
    Client two = open();
    order(new SocketOrder.CloseAll(1000, "destroyed"));
    assertThat(one.link.closing()).isNotNull();
    assertThat(two.link.closing()).isNotNull();
  }

  @Test
  void closes_frames_and_orders_at_once_leave_nothing_behind() throws Exception {
    object =
        delivery -> {
          if (delivery.event() instanceof ObjectEvent.SocketOpening) {
            return answerAtOnce(delivery);
          }
          return CompletableFuture.supplyAsync(Answer.Done::new);
        };
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(index ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int i = 0; i < 200; i++) {
                        Client client = open();
                        client.link.received(text("f"));
                        order(new SocketOrder.Broadcast(text("b")));
                        client.read();
                        client.link.gone(1000, "");
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    waitFor(() -> hub.held() == 0);
    assertThat(hub.sockets(ROOM)).isEmpty();
  }

  @Test
  void a_client_that_comes_after_its_socket_was_given_up_is_told_so_by_a_code_that_may_be_sent() {
    Hub.Opening opening =
        hub.open(ROOM, Request.of("GET", "/", ""), "c").toCompletableFuture().join();
    time.advance(LIMITS.attachDeadline().toMillis());
    assertThat(hub.held()).isZero();
    Client late = new Client(((Hub.Opening.Accepted) opening).link());
    assertThat(late.ready).isEqualTo(1);
    assertThat(late.closeCode()).isEqualTo(1013);
  }
}

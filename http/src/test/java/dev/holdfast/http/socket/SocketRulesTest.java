package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.socket.SocketVitals.Ending;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SlowClient;
import dev.holdfast.runtime.SocketRules;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a node does with the sockets of a type by itself. */
class SocketRulesTest extends HubFixture {
  private SocketVitals vitals() {
    return hub.vitals().stream()
        .filter(v -> v.type().equals(ROOM.type()))
        .findFirst()
        .orElseThrow();
  }

  private Hub.Opening opening(ObjectId id) {
    return hub.open(id, Request.of("GET", "/", ""), "c").toCompletableFuture().join();
  }

  @Test
  void a_slow_client_is_closed_with_a_hint_to_come_back_that_fits_a_close_frame() {
    Client slow = open();
    for (int i = 1; i <= 9; i++) {
      order(new SocketOrder.Broadcast(text("m" + i)));
    }
    assertThat(slow.read()).hasSize(8);
    assertThat(slow.link.closing().code()).isEqualTo(1013);
    assertThat(slow.link.closing().reason()).contains("reconnect").hasSizeLessThan(124);
    assertThat(vitals().slow()).isEqualTo(1);
  }

  @Test
  void where_the_oldest_is_dropped_a_slow_client_stays_and_gets_the_newest() {
    start(SocketRules.DEFAULTS.slowClient(SlowClient.DROP_OLDEST));
    Client slow = open();
    for (int i = 1; i <= 20; i++) {
      order(new SocketOrder.Broadcast(text("m" + i)));
    }
    assertThat(slow.read()).hasSize(8).startsWith("m13").endsWith("m20");
    assertThat(slow.link.closing()).isNull();
    assertThat(vitals().framesDropped()).isEqualTo(12);
    assertThat(vitals().framesOut()).isEqualTo(8);
  }

  @Test
  void where_the_oldest_is_dropped_the_log_is_complete_all_the_same() {
    start(SocketRules.DEFAULTS.slowClient(SlowClient.DROP_OLDEST));
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 0));
    Client slow = open();
    for (int i = 1; i <= 10; i++) {
      grow(i, i);
      order(new SocketOrder.Broadcast(text("m" + i)));
    }
    List<String> got = new ArrayList<>(slow.read());
    for (int answered = 0; answered < reads.size(); answered++) {
      long after = Long.parseLong(pages.get(answered).split("-", -1)[0]);
      reads.get(answered).complete(entries(after + 1, Math.min(after + 3, 10)));
      got.addAll(slow.read());
    }
    assertThat(got).filteredOn(text -> text.startsWith("e")).containsExactly(texts(1, 10));
    assertThat(slow.link.closing()).isNull();
  }

  @Test
  void where_the_latest_of_a_key_counts_a_slow_client_gets_one_of_each_in_the_order_sent() {
    start(SocketRules.DEFAULTS.slowClient(SlowClient.LATEST_PER_KEY));
    Client slow = open();
    for (int i = 1; i <= 50; i++) {
      order(
          new SocketOrder.Broadcast("x", text("x" + i)),
          new SocketOrder.BroadcastTagged("t", "y", text("y" + i)),
          new SocketOrder.Send(idOf(0), "z", text("z" + i)));
    }
    assertThat(slow.read()).containsExactly("x50", "y50", "z50");
    assertThat(vitals().framesDropped()).isEqualTo(147);
  }

  @Test
  void orders_of_one_commit_give_one_signal_and_keep_their_order() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 0));
    Client client = open();
    order(
        new SocketOrder.LogGrown("log", 1, entries(1, 1)),
        new SocketOrder.LogGrown("log", 1, entries(2, 3)),
        new SocketOrder.Broadcast(text("m")),
        new SocketOrder.Send(idOf(0), text("s")),
        new SocketOrder.LogGrown("log", 1, entries(4, 4)));
    assertThat(client.ready).isEqualTo(1);
    assertThat(client.read()).containsExactly("e1", "e2", "e3", "m", "s", "e4");
  }

  @Test
  void an_automatic_answer_comes_without_the_object() {
    start(SocketRules.DEFAULTS.autoAnswer("ping", "pong"));
    Client client = open();
    int asked = events.size();
    assertThat(client.link.received(text("ping"))).isTrue();
    assertThat(client.read()).containsExactly("pong");
    assertThat(events).hasSize(asked);
    client.link.received(text("ping "));
    client.link.received(new Frame.Binary(new byte[] {'p', 'i', 'n', 'g'}));
    assertThat(events).hasSize(asked + 2);
    assertThat(vitals().framesIn()).isEqualTo(3);
    assertThat(hub.framesIn(ROOM.type())).isEqualTo(3);
  }

  @Test
  void automatic_answers_to_a_client_that_does_not_read_are_bounded() {
    start(SocketRules.DEFAULTS.autoAnswer("ping", "pong"));
    Client client = open();
    for (int i = 0; i < 100; i++) {
      client.link.received(text("ping"));
    }
    assertThat(client.read()).hasSize(8);
    assertThat(client.closeCode()).isEqualTo(1013);
  }

  @Test
  void a_client_that_only_gets_automatic_answers_is_told_closed_all_the_same() {
    start(SocketRules.DEFAULTS.autoAnswer("ping", "pong"));
    Client client = open();
    client.link.received(text("ping"));
    client.link.gone(1000, "");
    assertThat(events)
        .last()
        .isEqualTo(new ObjectEvent.SocketClosed(idOf(0), 1000, "", true, Set.of("t")));
  }

  @Test
  void a_client_that_floods_is_not_read_from_until_it_has_paid_and_loses_nothing() {
    start(SocketRules.DEFAULTS.framesPerSecondMax(10));
    Client client = open();
    int read = 0;
    while (client.link.received(text("f"))) {
      read++;
    }
    assertThat(read).isEqualTo(20);
    time.advance(99);
    assertThat(client.resumed).isZero();
    time.advance(1);
    assertThat(client.resumed).isEqualTo(1);
    assertThat(client.link.received(text("g"))).isFalse();
    assertThat(frames()).hasSize(22);
    assertThat(vitals().throttled()).isEqualTo(2);
  }

  @Test
  void in_the_long_run_no_more_is_read_than_the_rate() {
    start(SocketRules.DEFAULTS.framesPerSecondMax(100));
    Client client = open();
    int read = 0;
    boolean reading = true;
    for (int ms = 0; ms < 10_000; ms += 10) {
      int resumed = client.resumed;
      time.advance(10);
      reading |= client.resumed > resumed;
      while (reading) {
        reading = client.link.received(text("f"));
        read++;
      }
    }
    assertThat(read).isBetween(1_000, 1_210);
  }

  @Test
  void a_client_within_the_rate_costs_no_timer() {
    start(SocketRules.DEFAULTS.framesPerSecondMax(10));
    Client client = open();
    time.advance(20_000);
    for (int i = 0; i < 100; i++) {
      time.advance(100);
      assertThat(client.link.received(text("f"))).isTrue();
    }
    assertThat(time.waiting()).isZero();
  }

  @Test
  void bytes_count_as_well_as_messages() {
    Client client = open();
    Frame large = text("x".repeat(1_000));
    int read = 0;
    while (client.link.received(large)) {
      read++;
    }
    assertThat(read).isEqualTo(40);
    time.advance(50);
    assertThat(client.resumed).isEqualTo(1);
  }

  @Test
  void a_client_that_is_held_back_for_two_reasons_is_read_from_when_both_are_gone() {
    start(SocketRules.DEFAULTS.framesPerSecondMax(1));
    Client client = open();
    var pending = new CompletableFuture<Answer>();
    object = delivery -> pending;
    boolean more = true;
    for (int i = 0; i < 4; i++) {
      more = client.link.received(text("f"));
    }
    assertThat(more).isFalse();
    time.advance(5_000);
    assertThat(client.resumed).isZero();
    pending.complete(new Answer.Done());
    assertThat(client.resumed).isEqualTo(1);
  }

  @Test
  void one_socket_more_than_an_object_may_have_is_turned_away_and_its_neighbours_are_not() {
    start(SocketRules.DEFAULTS.socketsMax(2));
    open();
    Client second = open();
    assertThat(opening(ROOM))
        .isInstanceOfSatisfying(
            Hub.Opening.NotAccepted.class,
            no -> assertThat(no.answer()).isInstanceOf(Answer.Overloaded.class));
    assertThat(hub.held()).isEqualTo(2);
    second.link.gone(1000, "");
    assertThat(open().link.closing()).isNull();
  }

  @Test
  void one_socket_more_than_the_node_may_have_is_turned_away() {
    for (int i = 0; i < LIMITS.socketsMax(); i++) {
      open();
    }
    assertThat(opening(ROOM))
        .isInstanceOfSatisfying(
            Hub.Opening.NotAccepted.class,
            no ->
                assertThat(no.answer())
                    .isInstanceOfSatisfying(
                        Answer.Overloaded.class,
                        full -> assertThat(full.what()).contains("this node")));
    assertThat(hub.held()).isEqualTo(LIMITS.socketsMax());
    assertThat(hub.sockets(ROOM.type())).isEqualTo(LIMITS.socketsMax());
  }

  @Test
  void ends_are_counted_by_what_their_code_means() {
    for (int code : new int[] {1000, 1001, 1006, 1009, 1013, 4_001}) {
      open().link.gone(code, "");
    }
    assertThat(vitals().closed())
        .containsEntry(Ending.NORMAL, 2L)
        .containsEntry(Ending.BROKEN, 1L)
        .containsEntry(Ending.REFUSED, 1L)
        .containsEntry(Ending.SERVER, 1L)
        .containsEntry(Ending.APPLICATION, 1L)
        .containsEntry(Ending.OTHER, 0L);
    assertThat(vitals().open()).isZero();
    assertThat(hub.sockets(ROOM.type())).isZero();
  }

  @Test
  void tags_and_attachment_of_the_first_and_of_many_sockets_are_kept_alike() {
    for (int i = 0; i < 5; i++) {
      open();
      order(new SocketOrder.Retag(idOf(i), Set.of("n" + i)));
    }
    assertThat(hub.sockets(ROOM))
        .hasSize(5)
        .allMatch(info -> info.attachment()[0] == 7)
        .flatExtracting(info -> List.copyOf(info.tags()))
        .containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "n4");
  }
}

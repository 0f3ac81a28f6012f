package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.socket.FlakyStore.Fate;
import dev.holdfast.http.socket.SocketWorld.Client;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 10 of the contract, clause by clause, with the hub and objects as they are. */
class SocketPromisesTest {
  private final SocketWorld world = new SocketWorld();

  @Test
  void a_socket_stays_open_while_its_object_sleeps_and_its_next_frame_wakes_it() {
    Client client = world.open("/?after=0");
    world.host.sleep(SocketWorld.TALK);
    assertThat(world.host.isAwake(SocketWorld.TALK)).isFalse();
    assertThat(client.isOpen()).isTrue();

    client.send("awake");

    assertThat(world.host.isAwake(SocketWorld.TALK)).isTrue();
    assertThat(client.read()).containsExactly("awake");
  }

  @ParameterizedTest
  @EnumSource(Fate.class)
  void a_socket_stays_open_whatever_becomes_of_a_commit_and_its_frames_are_applied_once(Fate fate) {
    Client client = world.open("/?after=0");
    client.send("before");
    fails(1, fate);
    client.send("one");
    client.send("two");
    world.time.advance(1_000);

    assertThat(client.isOpen()).isTrue();
    assertThat(world.said()).containsExactly("before", "one", "two");
    assertThat(client.read()).containsExactly("before", "one", "two");
  }

  /** So many appends from now on come to this end. */
  private void fails(int count, Fate fate) {
    int[] left = {count};
    world.store.fate = () -> left[0]-- > 0 ? fate : Fate.WRITTEN;
  }

  @Test
  void a_socket_stays_open_when_another_activation_was_faster() {
    Client client = world.open("/?after=0");
    var foreign = List.<Change>of(new Change.LogAppended("said", 1, 1));
    world.store.writeForeign(
        SocketWorld.TALK,
        new Committed(Instant.parse("2026-01-01T00:00:00Z"), foreign, List.of(), List.of()));

    client.send("late");
    assertThat(world.said()).isEmpty();
    world.time.advance(1_000);

    assertThat(client.isOpen()).isTrue();
    assertThat(world.said()).containsExactly("late");
  }

  @Test
  void a_follower_whose_news_was_dropped_between_nodes_reads_it_once_it_hears_of_more() {
    Client client = world.open("/?after=0");
    world.newsIsLost = true;
    client.send("one");
    client.send("two");
    assertThat(client.read()).isEmpty();

    world.hub.carryOut(
        SocketWorld.TALK, List.of(new SocketOrder.LogReaches(Talk.SAID.name(), 1, 2)));
    assertThat(client.read()).containsExactly("one", "two");
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void sockets_for_which_more_than_news_was_dropped_between_nodes_end_to_come_back() {
    Client client = world.open("/?after=0");
    world.hub.carryOut(SocketWorld.TALK, List.of(new SocketOrder.Missed()));
    assertThat(client.link.closing()).isNotNull();
    assertThat(client.link.closing().code()).isEqualTo(1013);
  }

  @Test
  void a_socket_stays_open_when_its_object_moves_to_another_host() {
    Client client = world.open("/?after=0");
    client.send("here");
    world.moveObjects();
    client.send("there");
    assertThat(client.read()).containsExactly("here", "there");
    assertThat(world.sockets()).isEqualTo("[] 1");
  }

  @Test
  void frames_in_are_kept_until_the_commit_that_holds_them_is_durable() {
    Client client = world.open("/?after=0");
    world.store.holding = true;
    client.send("one");
    client.send("two");
    client.link.gone(1006, "");
    assertThat(world.said()).isEmpty();

    fails(1, Fate.NOT_WRITTEN);
    while (world.store.releaseOne()) {
      world.time.advance(1_000);
    }

    assertThat(world.said()).containsExactly("one", "two");
  }

  @Test
  void frames_out_of_a_log_are_complete_and_in_order_although_live_news_was_missed() {
    Client client = world.open("/?after=0");
    List<String> sent = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      world.newsIsLost = i % 7 < 3;
      client.send("m" + i);
      sent.add("m" + i);
    }
    world.newsIsLost = false;
    client.send("last");
    sent.add("last");
    assertThat(client.read()).isEqualTo(sent);
  }

  @Test
  void frames_out_of_a_log_are_complete_for_a_client_that_reads_nothing_for_a_long_time() {
    Client reader = world.open("/?after=0");
    Client writer = world.open("/");
    for (int i = 1; i <= 5_000; i++) {
      writer.send("m" + i);
    }
    assertThat(reader.read()).hasSize(5_000).isEqualTo(world.said());
    assertThat(reader.isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Fate.class)
  void other_frames_are_sent_at_most_once_and_never_without_their_commit(Fate fate) {
    Client client = world.open("/");
    fails(1, fate);
    client.send("both");
    world.time.advance(1_000);

    assertThat(world.said()).containsExactly("both");
    List<String> expected = fate == Fate.LOST_AFTER_WRITING ? List.of() : List.of("heard both");
    assertThat(client.read()).isEqualTo(expected);
  }

  @Test
  void other_frames_are_not_kept_for_who_comes_back() {
    Client client = world.open("/");
    client.send("whisper this");
    assertThat(world.open("/?after=0").read()).isEmpty();
    assertThat(client.read()).containsExactly("whisper this");
  }

  @Test
  void tags_and_attachment_are_as_they_were_after_the_wake() {
    world.open("/full");
    world.open("/small");
    world.host.sleep(SocketWorld.TALK);
    assertThat(world.sockets()).isEqualTo(new TreeSet<>(Talk.TAGS) + " 16384;[] 6");
    world.moveObjects();
    assertThat(world.sockets()).isEqualTo(new TreeSet<>(Talk.TAGS) + " 16384;[] 6");
  }

  @Test
  void what_a_socket_is_sent_is_in_the_order_of_the_turns_that_sent_it() {
    Client client = world.open("/?after=0");
    world.store.holding = true;
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      client.send("both " + i);
      client.send("whisper " + i);
      expected.addAll(List.of("both " + i, "heard both " + i, "whisper " + i));
    }
    while (world.store.releaseOne()) {
      world.time.advance(10);
    }
    assertThat(client.read()).isEqualTo(expected);
  }

  @Test
  void a_refused_frame_and_one_without_effect_do_not_hold_up_those_behind_them() {
    Client client = world.open("/");
    world.store.holding = true;
    for (String text : List.of("a", "refuse", "ignore", "b", "refuse", "c")) {
      client.send(text);
    }
    while (world.store.releaseOne()) {
      world.time.advance(10);
    }
    assertThat(world.said()).containsExactly("a", "b", "c");
    assertThat(client.read())
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).contains("\"t\":\"refused\""));
  }
}

package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.SlowClient;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The bound on what waits in all queues of a node. */
class HeldBytesTest extends HubFixture {
  private static final int LARGE = 40_000;

  private final HeldBytes all = new HeldBytes(100_000);

  private static WireFrame entry(int bytes) {
    return WireFrame.entry(new Frame.Binary(new byte[bytes]));
  }

  private static boolean takes(Outbox box, int bytes) {
    return box.offer(entry(bytes), SlowClient.CLOSE, SocketLimits.DEFAULTS) == 0;
  }

  private Outbox filled() {
    Outbox box = new Outbox(all);
    for (int i = 0; i < 3; i++) {
      assertThat(takes(box, LARGE)).isTrue();
    }
    return box;
  }

  @Test
  void clients_that_do_not_read_cannot_make_the_node_hold_more_than_the_bound() {
    filled();
    for (int i = 0; i < 10; i++) {
      Outbox next = new Outbox(all);
      assertThat(takes(next, LARGE)).as("one always fits").isTrue();
      assertThat(takes(next, LARGE)).as("a second").isFalse();
      assertThat(next.roomy(SocketLimits.DEFAULTS, true)).as("reads on").isFalse();
    }
  }

  @Test
  void at_the_bound_small_messages_still_pass() {
    filled();
    Outbox other = new Outbox(all);
    for (int i = 0; i < 15; i++) {
      assertThat(takes(other, 1_000)).isTrue();
    }
    while (other.poll() != null) {
      // A client that reads.
    }
    assertThat(other.roomy(SocketLimits.DEFAULTS, true)).isTrue();
  }

  @Test
  void when_the_others_are_gone_there_is_room_again() {
    Outbox gone = filled();
    Outbox other = new Outbox(all);
    assertThat(takes(other, LARGE)).isTrue();
    assertThat(takes(other, LARGE)).isFalse();
    gone.clear();
    assertThat(takes(other, LARGE)).isTrue();
  }

  @Test
  void a_message_for_many_counts_once() {
    WireFrame frame = entry(LARGE);
    List<Outbox> boxes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Outbox box = new Outbox(all);
      box.offer(frame, SlowClient.CLOSE, SocketLimits.DEFAULTS);
      boxes.add(box);
    }
    assertThat(all.bytes()).isEqualTo(frame.size());
    boxes.forEach(Outbox::poll);
    assertThat(all.bytes()).isZero();
  }

  @Test
  void at_the_bound_the_log_is_read_for_a_client_only_when_it_waits_for_more() {
    hub.held.add(LIMITS.heldBytesMax());
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 2));
    Client client = open();
    assertThat(reads).hasSize(1);
    reads.getFirst().complete(entries(1, 1));
    assertThat(client.link.poll()).as("the first entry").isNotNull();
    assertThat(reads).as("nothing is read ahead").hasSize(1);
    assertThat(client.link.poll()).isNull();
    assertThat(reads).hasSize(2);
    reads.getLast().complete(entries(2, 2));
    assertThat(client.read()).containsExactly("e2");
  }

  @Test
  void who_sends_much_is_read_from_no_more_until_there_is_room() {
    Outbox others = filled();
    FrameQueue queue = new FrameQueue(SocketLimits.DEFAULTS, all, new AtomicInteger());
    queue.add(new Frame.Binary(new byte[1_000]));
    assertThat(queue.roomy()).isTrue();
    queue.add(new Frame.Binary(new byte[LARGE]));
    assertThat(queue.roomy()).isFalse();
    others.clear();
    assertThat(queue.roomy()).isTrue();
  }

  @Test
  void nothing_counts_once_it_was_read_or_its_client_is_gone() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 0));
    Client reads = open();
    Client leaves = open();
    order(new SocketOrder.Broadcast("", text("to both")));
    grow(1, 3);
    assertThat(hub.held.bytes()).isPositive();
    reads.read();
    assertThat(hub.held.bytes()).isPositive();
    leaves.link.gone(1006, "");
    assertThat(hub.held.bytes()).isZero();
  }

  @Test
  void a_message_of_a_client_counts_until_the_object_has_taken_it() {
    CompletableFuture<Answer> taken = new CompletableFuture<>();
    Client client = open();
    object = delivery -> taken;
    client.link.received(text("hello"));
    client.link.received(text("you"));
    assertThat(hub.held.bytes()).isEqualTo(text("hello").size() + text("you").size());
    taken.complete(new Answer.Done());
    assertThat(hub.held.bytes()).isZero();
  }
}

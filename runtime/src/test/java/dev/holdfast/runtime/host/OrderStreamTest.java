package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.HubMessage.Orders;
import dev.holdfast.runtime.host.HubMessage.Taken;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders on their way to the hub of another node, over a connection that a test breaks. */
class OrderStreamTest {
  private static final ObjectId ROOM = new ObjectId("room", "a");
  private static final ObjectId HALL = new ObjectId("room", "b");
  private static final int QUARTER = (int) OrderStream.BYTES_MAX / 4;

  private final ArrayDeque<HubMessage> underWay = new ArrayDeque<>();
  private final LongAdder held = new LongAdder();
  private final OrderStream stream = stream(1L << 40);
  private final OrderIntake intake = new OrderIntake("here", "there", 3);
  private final Map<ObjectId, List<SocketOrder>> carriedOut = new HashMap<>();
  private boolean connected = true;

  private OrderStream stream(long roomBytes) {
    return new OrderStream(
        "here",
        "there",
        3,
        (_, _, message) -> send(message),
        new OrderStream.Room(held, roomBytes));
  }

  private void send(HubMessage message) {
    if (connected) {
      underWay.add(message);
    }
  }

  private void arrive() {
    for (HubMessage next = underWay.poll(); next != null; next = underWay.poll()) {
      arrive(next);
    }
  }

  private void arrive(HubMessage message) {
    switch (message) {
      case Orders orders -> {
        Taken taken =
            intake.take(
                orders,
                next ->
                    carriedOut
                        .computeIfAbsent(next.object(), _ -> new ArrayList<>())
                        .addAll(next.orders()));
        if (taken != null) {
          send(taken);
        }
      }
      case Taken(var _, var _, var _, long upTo, boolean again) -> stream.taken(upTo, again);
      case HubMessage.Listed _ -> throw new AssertionError("nobody asked");
    }
  }

  /** A second passes on both sides. */
  private void pass() {
    for (int i = 0; i < OrderStream.AGAIN_TICKS; i++) {
      stream.tick();
      Taken taken = intake.tick();
      if (taken != null) {
        send(taken);
      }
      arrive();
    }
  }

  private static SocketOrder word(int number) {
    return new SocketOrder.Broadcast(new Frame.Text("word " + number));
  }

  private static SocketOrder large(int number) {
    return new SocketOrder.Broadcast(new Frame.Text(number + " ".repeat(QUARTER)));
  }

  private static SocketOrder entry(long number) {
    var entry = new LogFrames.Numbered(number, new Frame.Text(" ".repeat(QUARTER)));
    return new SocketOrder.LogGrown("said", 1, List.of(entry));
  }

  private static List<SocketOrder> words(int count) {
    return IntStream.range(0, count).mapToObj(OrderStreamTest::word).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatever_is_lost_on_the_way_each_order_is_carried_out_once_and_in_order(long seed) {
    Random random = new Random(seed);
    int count = 500;
    for (int i = 0; i < count; i++) {
      connected = random.nextInt(10) > 0;
      stream.give(ROOM, List.of(word(i)));
      if (random.nextInt(4) == 0) {
        connected = random.nextInt(10) > 0;
        arrive();
      }
    }
    connected = true;
    for (int i = 0; i < 5; i++) {
      pass();
    }
    assertThat(carriedOut.get(ROOM)).isEqualTo(words(count));
    assertThat(stream.bytes()).isZero();
    assertThat(held.sum()).isZero();
  }

  @Test
  void a_hub_that_is_not_reached_for_long_gets_all_that_there_was_room_for_when_it_is_again() {
    connected = false;
    stream.give(ROOM, words(10));
    for (int i = 0; i < 10; i++) {
      pass();
    }
    assertThat(carriedOut).isEmpty();

    connected = true;
    pass();
    assertThat(carriedOut.get(ROOM)).isEqualTo(words(10));
  }

  @Test
  void what_is_more_than_one_message_goes_in_several_and_in_order() {
    List<SocketOrder> orders = IntStream.range(0, 3).mapToObj(OrderStreamTest::large).toList();
    stream.give(ROOM, orders);
    assertThat(underWay).hasSize(3);
    arrive();
    assertThat(carriedOut.get(ROOM)).isEqualTo(orders);
  }

  @Test
  void past_its_bound_a_stream_drops_orders_and_says_so_instead() {
    connected = false;
    for (int i = 0; i < 8; i++) {
      stream.give(ROOM, List.of(large(i)));
    }
    assertThat(stream.bytes()).isLessThanOrEqualTo(OrderStream.BYTES_MAX);

    connected = true;
    for (int i = 0; i < 8; i++) {
      pass();
    }
    stream.give(ROOM, List.of(word(1)));
    arrive();
    assertThat(carriedOut.get(ROOM))
        .containsExactly(large(0), large(1), large(2), new SocketOrder.Missed(), word(1));
  }

  @Test
  void of_a_log_that_there_was_no_room_for_the_hub_hears_how_far_it_goes_and_of_no_loss() {
    connected = false;
    for (int i = 1; i <= 8; i++) {
      stream.give(ROOM, List.of(entry(i)));
    }
    connected = true;
    for (int i = 0; i < 8; i++) {
      pass();
    }
    assertThat(carriedOut.get(ROOM))
        .containsExactly(entry(1), entry(2), entry(3), new SocketOrder.LogReaches("said", 1, 8));
  }

  @Test
  void an_object_whose_orders_were_dropped_does_not_overtake_itself_and_others_go_on() {
    connected = false;
    for (int i = 0; i < 4; i++) {
      stream.give(ROOM, List.of(large(i)));
    }
    stream.give(ROOM, List.of(word(1)));
    stream.give(HALL, List.of(word(2)));
    connected = true;
    for (int i = 0; i < 8; i++) {
      pass();
    }
    assertThat(carriedOut.get(ROOM)).last().isEqualTo(new SocketOrder.Missed());
    assertThat(carriedOut.get(ROOM)).doesNotContain(word(1));
    assertThat(carriedOut.get(HALL)).containsExactly(word(2));
  }

  @Test
  void all_streams_of_a_node_together_have_a_bound_past_which_each_is_left_with_its_share() {
    connected = false;
    OrderStream other = stream(QUARTER);
    stream.give(ROOM, List.of(large(0)));
    other.give(ROOM, List.of(word(0)));
    other.give(ROOM, List.of(large(1)));
    assertThat(other.bytes()).isLessThan(OrderStream.SHARE);
  }

  @Test
  void an_order_that_no_node_would_take_is_missed_and_does_not_hold_up_those_behind_it() {
    byte[] bytes = new byte[(int) OrderStream.ORDER_BYTES_MAX + 1];
    stream.give(ROOM, List.of(new SocketOrder.Broadcast(new Frame.Binary(bytes)), word(1)));
    arrive();
    assertThat(carriedOut.get(ROOM)).startsWith(new SocketOrder.Missed());
  }
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.ObjectAlarms;
import dev.holdfast.runtime.spi.SocketOrder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Answers and orders come out on another node as they went in, and garbage comes to nothing. */
class LinkFormatTest {
  private static final ObjectId OBJECT = new ObjectId("room", "ä");
  private static final SocketId SOCKET = new SocketId("node-1", "s1");
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final int FLIPS = 20_000;

  private static List<Answer> answers() {
    EncodedValue value = new EncodedValue(new byte[] {1, 2});
    var alarm = new ObjectAlarms.Pending("a", "at", AT, 0, AT, "", true);
    var letter = new DeadLetter("id", OBJECT, "tell", "m", AT, AT, 5, "why");
    List<Answer> all = new ArrayList<>();
    all.add(new Answer.Done());
    all.add(new Answer.Replied(value));
    all.add(new Answer.Replied(new LogPage<>(List.of(), 0, 0)));
    all.add(
        new Answer.Replied(
            new LogPage<>(List.of(new LogEntry<>(1, AT, value)), 1, Long.MAX_VALUE)));
    all.add(new Answer.Replied(new ObjectAlarms(List.of(alarm), List.of(letter))));
    all.add(new Answer.Responded(new Response(200, Headers.NONE, new byte[0])));
    all.add(new Answer.Responded(new Response(599, Headers.NONE.with("a", "b"), new byte[99])));
    all.add(new Answer.SocketAccepted());
    for (Refusal.Kind kind : Refusal.Kind.values()) {
      all.add(new Answer.Refused(new Refusal(kind, "why")));
    }
    all.add(new Answer.Missing());
    all.add(new Answer.UnknownType());
    all.add(new Answer.Failed("e1"));
    all.add(new Answer.Overran("e2"));
    all.add(new Answer.OtherBody());
    all.add(new Answer.Overloaded("full", Duration.ofMillis(1_500)));
    all.add(new Answer.NotDone("moved"));
    all.add(new Answer.OutcomeUnknown());
    all.add(new Answer.TimedOut());
    all.add(new Answer.Unreadable("e3"));
    return all;
  }

  private static List<SocketOrder> orders() {
    var following = new SocketOrder.Following("log", 1, 2, 3);
    Frame text = new Frame.Text("hi \uD83D\uDE00");
    Frame binary = new Frame.Binary(new byte[] {0, -1});
    return List.of(
        new SocketOrder.Open(SOCKET, Set.of(), new byte[0], Optional.empty(), Optional.empty()),
        new SocketOrder.Open(
            SOCKET, Set.of("a", "b"), new byte[16], Optional.of(following), Optional.of(text)),
        new SocketOrder.Send(SOCKET, "k", text),
        new SocketOrder.Broadcast(binary),
        new SocketOrder.BroadcastTagged("t", "k", text),
        new SocketOrder.Retag(SOCKET, Set.of("c")),
        new SocketOrder.Attach(SOCKET, new byte[] {7}),
        new SocketOrder.Close(SOCKET, 4_000, "enough"),
        new SocketOrder.CloseAll(1_001, ""),
        new SocketOrder.LogGrown(
            "log", 1, List.of(new LogFrames.Numbered(4, text), new LogFrames.Numbered(5, binary))));
  }

  private static List<LinkMessage> messages() {
    List<LinkMessage> all = new ArrayList<>();
    answers().forEach(answer -> all.add(new LinkMessage.Answered(-1, answer)));
    all.add(new LinkMessage.Orders("node-1", OBJECT, orders()));
    all.add(new LinkMessage.Orders("node-1", OBJECT, List.of()));
    List<Long> many = LongStream.range(0, 300).boxed().toList();
    all.add(new LinkMessage.RollCall("node-1", 4, many));
    all.add(new LinkMessage.Held("node-2", 4, List.of()));
    return all;
  }

  private static byte[] written(LinkMessage message, int room) {
    ByteBuffer buffer = ByteBuffer.allocate(room);
    LinkFormat.write(buffer, message);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static byte[] written(LinkMessage message) {
    return written(message, WireFrames.bytes(Limits.DEFAULTS));
  }

  private static LinkMessage read(byte[] bytes) {
    return LinkFormat.read(new WireReader(ByteBuffer.wrap(bytes)));
  }

  @Test
  void every_answer_and_order_comes_out_as_it_went_in() {
    for (LinkMessage message : messages()) {
      assertThat(read(written(message))).usingRecursiveComparison().isEqualTo(message);
    }
  }

  @Test
  void every_kind_of_answer_and_order_is_tried() {
    assertThat(answers().stream().map(Object::getClass).distinct())
        .hasSameSizeAs(Answer.class.getPermittedSubclasses());
    assertThat(orders().stream().map(Object::getClass).distinct())
        .hasSameSizeAs(SocketOrder.class.getPermittedSubclasses());
  }

  @Test
  void many_orders_go_in_messages_of_a_bounded_size_in_their_order() {
    List<SocketOrder> orders = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      orders.add(new SocketOrder.Broadcast("" + i, new Frame.Binary(new byte[300_000])));
    }
    orders.add(4, new SocketOrder.Broadcast(new Frame.Binary(new byte[3 << 20])));
    List<LinkMessage.Orders> parts = LinkMessage.Orders.of("node-1", OBJECT, orders);
    assertThat(parts.stream().flatMap(part -> part.orders().stream()).toList()).isEqualTo(orders);
    assertThat(parts).extracting(part -> part.orders().size()).containsExactly(3, 1, 1, 3, 2);
    assertThat(LinkMessage.Orders.of("node-1", OBJECT, List.of())).isEmpty();
  }

  @Test
  void an_answer_larger_than_a_frame_tells_its_caller_that_the_outcome_is_unknown() {
    var large = new Answer.Responded(new Response(200, Headers.NONE, new byte[1_000]));
    assertThat(read(written(new LinkMessage.Answered(5, large), 500)))
        .isEqualTo(new LinkMessage.Answered(5, new Answer.OutcomeUnknown()));
  }

  @Test
  void a_value_that_was_not_encoded_never_leaves() {
    var raw = new LinkMessage.Answered(1, new Answer.Replied(new Object()));
    assertThatThrownBy(() -> written(raw)).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> written(new LinkMessage.Fence(() -> {})))
        .isInstanceOf(WireException.class);
  }

  @Test
  void what_is_cut_short_goes_on_or_has_another_version_is_refused() {
    for (LinkMessage message : messages()) {
      byte[] bytes = written(message);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> read(cut)).isInstanceOf(WireException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> read(longer)).isInstanceOf(WireException.class);
      byte[] newer = bytes.clone();
      newer[0]++;
      assertThatThrownBy(() -> read(newer))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("version 2");
    }
  }

  @Test
  void flipped_bits_are_refused_or_read_and_do_no_harm() {
    Random random = new Random(7);
    List<byte[]> all = messages().stream().map(LinkFormatTest::written).toList();
    int refused = 0;
    for (int i = 0; i < FLIPS; i++) {
      byte[] bytes = all.get(random.nextInt(all.size())).clone();
      for (int flip = random.nextInt(4); flip >= 0; flip--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        read(bytes);
      } catch (WireException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}

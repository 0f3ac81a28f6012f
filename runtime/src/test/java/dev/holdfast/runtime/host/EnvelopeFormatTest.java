package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.spi.Delivery.RequestId;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Deliveries come out on another node as they went in, and garbage comes to nothing. */
class EnvelopeFormatTest {
  private static final TypeRuntime<?> LEDGER =
      TypeRuntime.of(ContractWorld.CATALOGUE.type("ledger").orElseThrow());
  private static final ObjectId TARGET = new ObjectId("ledger", "x");
  private static final SocketId SOCKET = new SocketId("node-1", "s1");
  private static final EnvelopeFormat.Origin ORIGIN = new EnvelopeFormat.Origin("node-7", -3);
  private static final int FLIPS = 20_000;

  private final HandClock clock = new HandClock();
  private final HostServices services =
      new HostServices(
          Map.of("ledger", LEDGER),
          ContractWorld.CATALOGUE,
          Limits.DEFAULTS,
          clock,
          clock::nanos,
          Map.of(),
          new ContractHub(),
          new TurnJournal());
  private final EnvelopeFormat format = new EnvelopeFormat(services);

  private static Request request(byte[] body) {
    Headers headers = Headers.NONE.with("a", "b").with("a", "").with("x", "y".repeat(8_192));
    return new Request("POST", "/ä/\uD83D\uDE00", "q=1&q", headers, body);
  }

  private static List<ObjectEvent> events() {
    return List.of(
        new ObjectEvent.RequestReceived(Request.of("GET", "/", "")),
        new ObjectEvent.RequestReceived(request(new byte[300])),
        new ObjectEvent.SocketOpening(SOCKET, request(new byte[0])),
        new ObjectEvent.FrameReceived(SOCKET, Long.MAX_VALUE, new Frame.Text(""), 7),
        new ObjectEvent.FrameReceived(SOCKET, 1, new Frame.Binary(new byte[] {-1, 0, 1}), 0),
        new ObjectEvent.SocketClosed(SOCKET, 4_999, "bye", true, Set.of("t", "u")),
        new ObjectEvent.SocketClosed(SOCKET, -1, "", false),
        new ObjectEvent.SocketsLost("node-2"),
        new ObjectEvent.Operated(new Operation.ShowAlarms()),
        new ObjectEvent.Operated(new Operation.Redrive("l1")),
        new ObjectEvent.Operated(new Operation.Discard("l2")));
  }

  private static List<Envelope> envelopes() {
    List<Envelope> all = new ArrayList<>();
    for (ObjectEvent event : events()) {
      all.add(envelope(event, Optional.empty(), 0));
    }
    all.add(envelope(encoded(EncodedMessage.TELL), Optional.empty(), 0));
    for (String kind : List.of(EncodedMessage.TELL, EncodedMessage.REFUSED, "ask:5", "answer:9")) {
      var tell = new Tell(TARGET, new ObjectId("waker", "w"), 9, 8, kind, Tell.UNKNOWN);
      all.add(envelope(encoded(kind), Optional.of(tell), 0));
    }
    for (CallResult result : results()) {
      all.add(envelope(new ObjectEvent.CallEnded("name", result), Optional.empty(), 1));
    }
    return all;
  }

  private static List<CallResult> results() {
    return List.of(
        new CallResult.Answered(599, Headers.NONE.with("a", "b"), new byte[] {1}),
        new CallResult.Worked(new EncodedValue(new byte[] {2, 3})),
        new CallResult.GaveUp(CallResult.Why.TLS_FAILED, 0, "no"));
  }

  private static ObjectEvent encoded(String kind) {
    return new ObjectEvent.MessageReceived(new EncodedMessage(kind, new byte[] {4, 5}));
  }

  private static Envelope envelope(ObjectEvent event, Optional<Tell> tell, long call) {
    Delivery delivery =
        new Delivery(
            TARGET,
            event,
            Optional.of(new RequestId("scope", "i".repeat(200), new byte[32])),
            Reach.CREATE,
            "corr",
            Duration.ofDays(31),
            Integer.MAX_VALUE);
    return new Envelope(TARGET.toString(), delivery, _ -> {}, 5_000, tell, call);
  }

  private byte[] written(Envelope envelope) {
    ByteBuffer buffer = ByteBuffer.allocate(WireFrames.bytes(Limits.DEFAULTS));
    format.write(buffer, envelope, ORIGIN);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private Envelope read(byte[] bytes) {
    WireReader in = new WireReader(ByteBuffer.wrap(bytes));
    assertThat(EnvelopeFormat.origin(in)).isEqualTo(ORIGIN);
    return format.read(in, EnvelopeFormat.VERSION);
  }

  @Test
  void every_event_that_may_travel_comes_out_as_it_went_in() {
    for (Envelope envelope : envelopes()) {
      assertThat(read(written(envelope)))
          .usingRecursiveComparison()
          .ignoringFields("replies")
          .isEqualTo(envelope);
    }
  }

  @Test
  void a_message_travels_under_its_stored_name_and_is_read_by_its_object() {
    var message = new ObjectEvent.MessageReceived(new Ledger.Put("k", "v"));
    Envelope came = read(written(envelope(message, Optional.empty(), 0)));
    assertThat(came.delivery().event())
        .isInstanceOfSatisfying(
            ObjectEvent.MessageReceived.class,
            event -> assertThat(event.message()).isInstanceOf(EncodedMessage.class));
    assertThat(FromAfar.read(came, LEDGER).delivery().event()).isEqualTo(message);
    // Passed on to a third node.
    assertThat(FromAfar.read(read(written(came)), LEDGER).delivery().event()).isEqualTo(message);
  }

  @Test
  void the_time_left_travels_and_not_a_point_of_a_clock() {
    Envelope envelope = envelope(new ObjectEvent.SocketsLost("h"), Optional.empty(), 0);
    byte[] bytes = written(envelope);
    clock.advance(Duration.ofNanos(1_000));
    assertThat(read(bytes).expiresNanos()).isEqualTo(6_000);
  }

  @Test
  void the_largest_body_fits_into_a_frame_and_more_is_refused() {
    byte[] largest = new byte[Limits.DEFAULTS.requestBytesMax()];
    var event = new ObjectEvent.RequestReceived(request(largest));
    Envelope came = read(written(envelope(event, Optional.empty(), 0)));
    assertThat(((ObjectEvent.RequestReceived) came.delivery().event()).request().body())
        .isEqualTo(largest);
    var more = new ObjectEvent.RequestReceived(request(new byte[7 << 20]));
    assertThatThrownBy(() -> written(envelope(more, Optional.empty(), 0)))
        .isInstanceOf(BufferOverflowException.class);
  }

  @Test
  void what_comes_to_be_in_an_object_never_travels() {
    var alarm = new ObjectEvent.AlarmFired("a", Instant.EPOCH, 1, false, 1);
    assertThatThrownBy(() -> written(envelope(alarm, Optional.empty(), 0)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("AlarmFired");
  }

  @Test
  void what_does_not_go_together_is_refused() {
    byte[] noTell = written(envelope(encoded(EncodedMessage.REFUSED), Optional.empty(), 0));
    assertThatThrownBy(() -> read(noTell)).isInstanceOf(WireException.class);
    byte[] noCall =
        written(envelope(new ObjectEvent.CallEnded("n", results().get(0)), Optional.empty(), 0));
    assertThatThrownBy(() -> read(noCall)).isInstanceOf(WireException.class);
    Tell bad = new Tell(TARGET, TARGET, 1, 0, "ask:many", Instant.EPOCH);
    byte[] noNumber = written(envelope(encoded("ask:many"), Optional.of(bad), 0));
    assertThatThrownBy(() -> read(noNumber)).isInstanceOf(WireException.class);
  }

  @Test
  void of_a_newer_version_who_asked_is_read_and_nothing_else() {
    byte[] newer = written(envelope(new ObjectEvent.SocketsLost("h"), Optional.empty(), 0));
    newer[0]++;
    WireReader in = new WireReader(ByteBuffer.wrap(newer));
    assertThat(EnvelopeFormat.origin(in)).isEqualTo(ORIGIN);
    assertThatThrownBy(() -> format.read(in, newer[0]))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void what_is_cut_short_anywhere_or_goes_on_is_refused() {
    for (Envelope envelope : envelopes()) {
      byte[] bytes = written(envelope);
      for (int length = 0; length < bytes.length; length += bytes.length > 1_000 ? 7 : 1) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> parsed(cut)).isInstanceOf(WireException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> parsed(longer)).isInstanceOf(WireException.class);
    }
  }

  private Envelope parsed(byte[] bytes) {
    WireReader in = new WireReader(ByteBuffer.wrap(bytes));
    EnvelopeFormat.origin(in);
    return format.read(in, EnvelopeFormat.VERSION);
  }

  @Test
  void flipped_bits_are_refused_or_read_and_do_no_harm() {
    Random random = new Random(6);
    List<byte[]> all = envelopes().stream().map(this::written).toList();
    int refused = 0;
    for (int i = 0; i < FLIPS; i++) {
      byte[] bytes = all.get(random.nextInt(all.size())).clone();
      for (int flip = random.nextInt(4); flip >= 0; flip--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        parsed(bytes);
      } catch (WireException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}

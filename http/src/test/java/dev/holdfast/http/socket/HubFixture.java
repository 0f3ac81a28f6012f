package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketRules;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;

/** A hub with an object that the test scripts, and clients that read when told to. */
abstract class HubFixture {
  static final ObjectId ROOM = new ObjectId("room", "a");
  static final SocketLimits LIMITS =
      new SocketLimits(
          1_000,
          4,
          10_000,
          3,
          5,
          20_000,
          8,
          10_000,
          60_000,
          3,
          8,
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(40),
          false);

  final HubTime time = new HubTime();
  final HandClock clock = new HandClock();
  final Hub hub = new Hub(LIMITS, time, clock);
  final List<ObjectEvent> events = new CopyOnWriteArrayList<>();
  final List<CompletableFuture<List<LogFrames.Numbered>>> reads = new CopyOnWriteArrayList<>();
  final List<String> pages = new CopyOnWriteArrayList<>();
  volatile Function<Delivery, CompletionStage<Answer>> object = this::answerAtOnce;
  Optional<SocketOrder.Following> following = Optional.empty();
  Optional<Frame> greeting = Optional.empty();

  @BeforeEach
  void start() {
    start(SocketRules.DEFAULTS);
  }

  /** Starts the hub with the room's sockets under these rules. */
  void start(SocketRules rules) {
    hub.start(
        delivery -> object.apply(delivery),
        (target, log, life, after, upTo, limit) -> {
          pages.add(after + "-" + upTo + "/" + limit);
          CompletableFuture<List<LogFrames.Numbered>> read = new CompletableFuture<>();
          reads.add(read);
          return read;
        },
        Duration.ofSeconds(5),
        Catalogue.of(ObjectType.of(ROOM.type(), Silent::new).sockets(rules)));
  }

  /** The hub asks the test, not an object. */
  private static final class Silent implements DurableObject<Message> {}

  CompletionStage<Answer> answerAtOnce(Delivery delivery) {
    events.add(delivery.event());
    if (delivery.event() instanceof ObjectEvent.SocketOpening(SocketId id, Request _)) {
      hub.carryOut(
          ROOM,
          List.of(new SocketOrder.Open(id, Set.of("t"), new byte[] {7}, following, greeting)));
      return done(new Answer.SocketAccepted());
    }
    return done(new Answer.Done());
  }

  static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  /** A client that reads when told to. */
  static final class Client implements Connection {
    final SocketLink link;
    int ready;
    int resumed;

    Client(SocketLink link) {
      this.link = link;
      link.attach(this);
    }

    @Override
    public void outgoingReady() {
      ready++;
    }

    @Override
    public void incomingReady() {
      resumed++;
    }

    List<String> read() {
      List<String> texts = new ArrayList<>();
      for (WireFrame frame = link.poll(); frame != null; frame = link.poll()) {
        texts.add(((Frame.Text) frame.message()).text());
      }
      return texts;
    }

    /** What it is to be closed with once it has read everything; 0 while it stays open. */
    int closeCode() {
      SocketLink.Closing closing = link.closing();
      return closing == null ? 0 : closing.code();
    }
  }

  Client open() {
    return open(Optional.empty());
  }

  Client open(Optional<Instant> until) {
    Hub.Opening opening =
        hub.open(ROOM, Request.of("GET", "/", ""), "c", until).toCompletableFuture().join();
    return new Client(((Hub.Opening.Accepted) opening).link());
  }

  SocketId idOf(int index) {
    return events.stream()
        .filter(ObjectEvent.SocketOpening.class::isInstance)
        .map(event -> ((ObjectEvent.SocketOpening) event).socket())
        .skip(index)
        .findFirst()
        .orElseThrow();
  }

  void order(SocketOrder... orders) {
    hub.carryOut(ROOM, List.of(orders));
  }

  static Frame text(String text) {
    return new Frame.Text(text);
  }

  static List<LogFrames.Numbered> entries(long from, long to) {
    return LongStream.rangeClosed(from, to)
        .mapToObj(number -> new LogFrames.Numbered(number, text("e" + number)))
        .toList();
  }

  static String[] texts(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(n -> "e" + n).toArray(String[]::new);
  }

  void grow(long from, long to) {
    order(new SocketOrder.LogGrown("log", 1, entries(from, to)));
  }

  static void waitFor(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("10 s").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  List<String> frames() {
    return events.stream()
        .filter(ObjectEvent.FrameReceived.class::isInstance)
        .map(ObjectEvent.FrameReceived.class::cast)
        .map(frame -> frame.number() + ":" + ((Frame.Text) frame.frame()).text())
        .toList();
  }
}

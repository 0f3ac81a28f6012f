package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.DeterministicHost;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.host.StoredLogFrames;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One object under test: give it events, look at what it answers. Everything it stores goes through
 * the same deciding, committing and reading back as on a node, in memory and on the caller's
 * thread; time moves only by {@link #advance}.
 *
 * <pre>{@code
 * var counter = ObjectTester.of(Counter.TYPE);
 * assertThat(counter.ask(new Counter.Increment(2))).isEqualTo(2L);
 * counter.sleepAndWake();
 * assertThat(counter.ask(new Counter.Read())).isEqualTo(2L);
 * }</pre>
 *
 * <p>Thread rule: one thread.
 *
 * @param <M> the object's messages
 */
public final class ObjectTester<M extends Message> {
  private final ObjectId id;
  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore();
  private final RecordingHub hub = new RecordingHub(new StoredLogFrames(store));
  private final Map<String, String> settings = new HashMap<>();
  private final DeterministicHost host;
  private int sockets;

  private ObjectTester(ObjectType<M> type, String name, Limits limits) {
    this.id = new ObjectId(type.name(), name);
    this.host = new DeterministicHost(Catalogue.of(type), limits, clock, store, hub, settings);
  }

  /** An object named {@code test} of the type, which does not exist yet. */
  public static <M extends Message> ObjectTester<M> of(ObjectType<M> type) {
    return of(type, "test");
  }

  /** An object of the type and name, which does not exist yet. */
  public static <M extends Message> ObjectTester<M> of(ObjectType<M> type, String name) {
    return of(type, name, Limits.DEFAULTS);
  }

  /** An object of the type and name under bounds of the test's own. */
  public static <M extends Message> ObjectTester<M> of(
      ObjectType<M> type, String name, Limits limits) {
    return new ObjectTester<>(type, name, limits);
  }

  public ObjectId id() {
    return id;
  }

  public Instant now() {
    return clock.instant();
  }

  /** What {@code ObjectContext.setting(name)} answers from now on. */
  public ObjectTester<M> with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /**
   * Moves time on. Alarms fire at their times, in order; an object that has been idle for its
   * type's time falls asleep.
   */
  public void advance(Duration time) {
    host.advance(time);
  }

  /**
   * Lets time pass as with the node down: nothing is woken, and alarms that fall due are missed.
   */
  public void downFor(Duration time) {
    host.downFor(time);
  }

  /** Drops the object from memory; the next event reads it back from what it stored. */
  public void sleepAndWake() {
    host.sleep(id);
  }

  /** Whether the object is in memory. */
  public boolean isAwake() {
    return host.isAwake(id);
  }

  /**
   * Whether anything the object did since the tester was made has been committed, and how often.
   */
  public long commits() {
    return host.counters().commits();
  }

  /** Asks and returns the answer. Throws {@link AssertionError} for anything but an answer. */
  public <R> R ask(Asks<R> message) {
    Answer answer = deliver(new ObjectEvent.MessageReceived(message));
    if (!(answer instanceof Answer.Replied(Object value))) {
      throw new AssertionError("%s was answered %s".formatted(message, answer));
    }
    @SuppressWarnings("unchecked") // Turn.reply(Asks<R>, R) gave it
    R reply = (R) value;
    return reply;
  }

  /** Delivers a message and says what became of it. */
  public Answer send(M message) {
    return deliver(new ObjectEvent.MessageReceived(message));
  }

  /** Delivers a message under an id from outside: a repeat gets the first answer. */
  public Answer send(M message, String requestId) {
    Delivery.RequestId repeatable =
        new Delivery.RequestId(
            "test", requestId, message.toString().getBytes(StandardCharsets.UTF_8));
    return deliver(new ObjectEvent.MessageReceived(message), Optional.of(repeatable));
  }

  /** The reason why the message is refused. Throws {@link AssertionError} when it is not. */
  public Refusal refusalOf(M message) {
    Answer answer = send(message);
    if (answer instanceof Answer.Refused(Refusal refusal)) {
      return refusal;
    }
    throw new AssertionError("%s was not refused but answered %s".formatted(message, answer));
  }

  /** Sends an HTTP request. Throws {@link AssertionError} when it is not answered by the object. */
  public Response request(Request request) {
    Answer answer = deliver(new ObjectEvent.RequestReceived(request));
    if (answer instanceof Answer.Responded(Response response)) {
      return response;
    }
    throw new AssertionError(
        "%s %s was answered %s".formatted(request.method(), request.path(), answer));
  }

  /** Opens a socket. Throws {@link AssertionError} when the object does not accept it. */
  public TestSocket open(Request request) {
    SocketId socket = new SocketId(hub.name(), "socket-" + ++sockets);
    Answer answer = deliver(new ObjectEvent.SocketOpening(socket, request));
    return hub.socket(socket)
        .map(open -> new TestSocket(this, socket, open))
        .orElseThrow(() -> new AssertionError("the socket was answered " + answer));
  }

  /** Delivers any event and says what became of it. */
  public Answer deliver(ObjectEvent event) {
    return deliver(event, Optional.empty());
  }

  void closed(SocketId socket) {
    hub.remove(socket);
    deliver(new ObjectEvent.SocketClosed(socket, 1000, "", !hub.holdsAny(id)));
  }

  private Answer deliver(ObjectEvent event, Optional<Delivery.RequestId> requestId) {
    Delivery delivery =
        new Delivery(
            id,
            event,
            requestId,
            Delivery.Reach.EITHER,
            "test",
            Limits.DEFAULTS.askDeadline(),
            size(event));
    return host.deliver(delivery).toCompletableFuture().getNow(new Answer.TimedOut());
  }

  private static int size(ObjectEvent event) {
    return switch (event) {
      case ObjectEvent.RequestReceived(var request) -> request.body().length;
      case ObjectEvent.FrameReceived(var _, var _, Frame frame) -> frame.size();
      case ObjectEvent.MessageReceived _,
          ObjectEvent.AlarmFired _,
          ObjectEvent.Operated _,
          ObjectEvent.SocketOpening _,
          ObjectEvent.SocketClosed _ ->
          256;
    };
  }
}

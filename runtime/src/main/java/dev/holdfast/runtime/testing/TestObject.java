package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * One object of a node in memory: give it events, look at what it answers. It need not exist yet.
 *
 * <p>Thread rule: one thread, that of its node.
 *
 * @param <M> the object's messages
 */
public sealed class TestObject<M extends Message> permits ObjectTester {
  private final Supplier<MemoryNode> node;
  private final ObjectId id;
  private final Reach reach;

  /**
   * An object of a node.
   *
   * @param node the one it is on now: each test has its own
   */
  TestObject(Supplier<MemoryNode> node, ObjectId id, Reach reach) {
    this.node = node;
    this.id = id;
    this.reach = reach;
  }

  public ObjectId id() {
    return id;
  }

  /** The same object, reached only if it exists; otherwise {@link Answer.Missing}. */
  public TestObject<M> existingOnly() {
    return new TestObject<>(node, id, Reach.EXISTING);
  }

  /** The same object, reached only if it does not exist yet; otherwise refused as a conflict. */
  public TestObject<M> createOnly() {
    return new TestObject<>(node, id, Reach.CREATE);
  }

  /** Drops the object from memory; the next event reads it back from what it stored. */
  public void sleepAndWake() {
    node.get().host().sleep(id);
  }

  /** Whether the object is in memory. */
  public boolean isAwake() {
    return node.get().host().isAwake(id);
  }

  /** How often the object has committed anything. */
  public long commits() {
    return node.get().commits(id);
  }

  /** The alarms that are set, by name, as the object sees them. */
  public SortedMap<String, Alarm> alarms() {
    return node.get().alarms(id).view();
  }

  /** Alarms that failed for good, the oldest first. */
  public List<DeadLetter> deadLetters() {
    return node.get().alarms(id).deadLetters();
  }

  /** As an operator has it tried again. Throws {@link AssertionError} when it is not there. */
  public void redrive(DeadLetter letter) {
    Operation again = new Operation.Redrive(letter.id());
    Answer answer = deliver(new ObjectEvent.Operated(again));
    if (!(answer instanceof Answer.Done)) {
      throw new AssertionError("the dead letter was answered " + answer);
    }
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
    var event = new ObjectEvent.MessageReceived(message);
    return deliver(event, Optional.of(repeatable(requestId, message.toString())));
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
    return responded(request, deliver(new ObjectEvent.RequestReceived(request)));
  }

  /**
   * Sends an HTTP request under an {@code Idempotency-Key}: a repeat gets the first answer. Throws
   * {@link AssertionError} when it is not answered by the object.
   */
  public Response request(Request request, String requestId) {
    String said =
        "%s %s?%s %s".formatted(request.method(), request.path(), request.query(), request.text());
    var event = new ObjectEvent.RequestReceived(request);
    return responded(request, deliver(event, Optional.of(repeatable(requestId, said))));
  }

  private static Response responded(Request request, Answer answer) {
    if (answer instanceof Answer.Responded(Response response)) {
      return response;
    }
    throw new AssertionError(
        "%s %s was answered %s".formatted(request.method(), request.path(), answer));
  }

  /** Opens a socket. Throws {@link AssertionError} when the object does not accept it. */
  public TestSocket open(Request request) {
    SocketId socket = node.get().newSocket();
    if (!node.get().hub().hasRoomFor(id)) {
      throw new AssertionError("the object has as many sockets as its type allows");
    }
    Answer answer = deliver(new ObjectEvent.SocketOpening(socket, request));
    return node.get()
        .hub()
        .socket(socket)
        .map(open -> new TestSocket(this, socket, open))
        .orElseThrow(() -> new AssertionError("the socket was answered " + answer));
  }

  /** Delivers any event and says what became of it. */
  public Answer deliver(ObjectEvent event) {
    return deliver(event, Optional.empty());
  }

  boolean answers(RecordingHub.Open socket, Frame frame) {
    return node.get().hub().answers(socket, frame);
  }

  void closed(SocketId socket) {
    RecordingHub hub = node.get().hub();
    Set<String> tags = hub.remove(socket);
    deliver(new ObjectEvent.SocketClosed(socket, 1000, "", !hub.holdsAny(id), tags));
  }

  private static Delivery.RequestId repeatable(String requestId, String said) {
    return new Delivery.RequestId("test", requestId, said.getBytes(StandardCharsets.UTF_8));
  }

  private Answer deliver(ObjectEvent event, Optional<Delivery.RequestId> requestId) {
    return node.get()
        .deliver(
            new Delivery(
                id, event, requestId, reach, "test", Limits.DEFAULTS.askDeadline(), size(event)));
  }

  private static int size(ObjectEvent event) {
    return switch (event) {
      case ObjectEvent.RequestReceived(var request) -> request.body().length;
      case ObjectEvent.FrameReceived received -> received.frame().size();
      case ObjectEvent.MessageReceived _,
          ObjectEvent.AlarmFired _,
          ObjectEvent.TellRefused _,
          ObjectEvent.CallEnded _,
          ObjectEvent.Answered _,
          ObjectEvent.Operated _,
          ObjectEvent.SocketOpening _,
          ObjectEvent.SocketClosed _,
          ObjectEvent.SocketsLost _ ->
          256;
    };
  }
}

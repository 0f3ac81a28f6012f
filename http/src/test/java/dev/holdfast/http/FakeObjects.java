package dev.holdfast.http;

import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.http.socket.Hub;
import dev.holdfast.http.ticket.TicketObjects;
import dev.holdfast.runtime.Access;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallVitals;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.LeaseVitals;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.SocketOrder;
import dev.holdfast.runtime.spi.TellVitals;
import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WorkVitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Objects in memory behind the runtime's own interfaces: answers are remembered by request id,
 * frames are taken once by number, logs are gapless. One lock, so everything is serial.
 *
 * <p>Types: {@code counter} counts POSTs; {@code echo} (public) shows the request it got; {@code
 * room} stores each frame in its log and its sockets follow that; {@code scripted} answers what the
 * test has queued; {@code closed} refuses every socket; {@code tickets} are those of a node.
 */
final class FakeObjects implements ObjectGateway, LogFrames, NodeVitals {
  static final Catalogue CATALOGUE =
      Catalogue.of(
              type("counter"),
              type("echo").access(request -> Access.PUBLIC),
              type("room"),
              type("closed"),
              type("scripted"))
          .and(TicketBox.catalogue());

  private static final AlarmVitals.Lateness LATENESS =
      new AlarmVitals.Lateness(
          List.of(Duration.ofMillis(5), Duration.ofSeconds(1)), List.of(1L, 2L, 4L), 6.5);
  private static final WakeIndex.Census CENSUS =
      new WakeIndex.Census(9, 8, Duration.ofMillis(1_500), Map.of("gone", 6L));

  final Hub hub;
  final List<Delivery> delivered = new CopyOnWriteArrayList<>();
  final ConcurrentLinkedQueue<Answer> script = new ConcurrentLinkedQueue<>();
  final List<ObjectEvent.SocketClosed> closed = new CopyOnWriteArrayList<>();
  volatile List<String> unfit = List.of();
  volatile AlarmVitals alarms =
      new AlarmVitals(1, 2, 3, 4, 5, 11, 12, LATENESS, Optional.of(CENSUS));
  volatile CallVitals calls = CallVitals.NONE;
  volatile WorkVitals work = WorkVitals.NONE;
  volatile TellVitals tells = new TellVitals(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
  volatile LeaseVitals lease = new LeaseVitals(false, 3, 2, 1);
  volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  private record Remembered(byte[] hash, Answer answer) {}

  private final TicketObjects tickets; // real ones, on a clock that moves when told to
  private final Map<ObjectId, Long> counts = new HashMap<>();
  private final Map<String, Remembered> remembered = new HashMap<>();
  private final Map<ObjectId, List<Numbered>> logs = new HashMap<>();
  private final Map<SocketId, Long> applied = new HashMap<>();
  private final ArrayDeque<TurnSeen> turns = new ArrayDeque<>();
  private final List<Consumer<TurnSeen>> listeners = new CopyOnWriteArrayList<>();

  FakeObjects(Hub hub) {
    this.hub = hub;
    this.tickets = new TicketObjects(hub);
  }

  private static ObjectType<Message> type(String name) {
    return ObjectType.of(name, () -> new DurableObject<>() {});
  }

  @Override
  public CompletionStage<Answer> deliver(Delivery delivery) {
    delivered.add(delivery);
    return gate.thenApply(open -> decide(delivery));
  }

  private synchronized Answer decide(Delivery delivery) {
    if (delivery.id().isEmpty()) {
      return turn(delivery);
    }
    Delivery.RequestId id = delivery.id().get();
    String key = delivery.target() + "|" + id.scope() + "|" + id.value();
    Remembered before = remembered.get(key);
    if (before != null) {
      return Arrays.equals(before.hash, id.bodyHash()) ? before.answer : new Answer.OtherBody();
    }
    Answer answer = turn(delivery);
    remembered.put(key, new Remembered(id.bodyHash(), answer));
    return answer;
  }

  /** Moves the time of tickets on. */
  synchronized void advance(Duration time) {
    tickets.advance(time);
  }

  private Answer turn(Delivery delivery) {
    ObjectId target = delivery.target();
    if (target.type().equals(TicketBox.TYPE.name())) {
      return tickets.deliver(delivery).toCompletableFuture().join();
    }
    var seen = new TurnSeen(Instant.EPOCH, target, "event", "done", delivery.correlation(), 7);
    turns.addFirst(seen);
    listeners.forEach(listener -> listener.accept(seen));
    return switch (delivery.event()) {
      case ObjectEvent.RequestReceived(Request request) -> request(target, request);
      case ObjectEvent.MessageReceived _ -> script.isEmpty() ? new Answer.Done() : script.poll();
      case ObjectEvent.SocketOpening(SocketId socket, Request request) ->
          opening(target, socket, request);
      case ObjectEvent.FrameReceived(SocketId socket, long number, Frame frame, long _) ->
          frame(target, socket, number, frame);
      case ObjectEvent.AlarmFired _,
          ObjectEvent.TellRefused _,
          ObjectEvent.CallEnded _,
          ObjectEvent.Answered _,
          ObjectEvent.SocketsLost _,
          ObjectEvent.Operated _ ->
          new Answer.Done();
      case ObjectEvent.SocketClosed gone -> {
        closed.add(gone);
        yield new Answer.Done();
      }
    };
  }

  private Answer request(ObjectId target, Request request) {
    return switch (target.type()) {
      case "counter" -> {
        long count = counts.getOrDefault(target, 0L);
        if (request.method().equals("POST")) {
          count++;
          counts.put(target, count);
        }
        yield new Answer.Responded(Response.text(Long.toString(count)));
      }
      case "echo" ->
          new Answer.Responded(
              Response.text(
                  String.join(
                      "|",
                      target.name(),
                      request.method(),
                      request.path(),
                      request.query(),
                      Integer.toString(request.body().length),
                      request.headers().fields().toString())));
      default -> {
        Answer next = script.poll();
        yield next == null ? new Answer.Done() : next;
      }
    };
  }

  private Answer opening(ObjectId target, SocketId socket, Request request) {
    if (!target.type().equals("room")) {
      return new Answer.Refused(Refusal.forbidden("no sockets here"));
    }
    long tail = log(target).size();
    long after = request.parameter("after").map(Long::parseLong).orElse(tail);
    hub.carryOut(
        target,
        List.of(
            new SocketOrder.Open(
                socket,
                Set.of(),
                new byte[0],
                Optional.of(new SocketOrder.Following("lines", 1, after, tail)),
                Optional.empty())));
    return new Answer.SocketAccepted();
  }

  private Answer frame(ObjectId target, SocketId socket, long number, Frame frame) {
    if (number <= applied.getOrDefault(socket, 0L)) {
      return new Answer.Done();
    }
    applied.put(socket, number);
    append(target, frame);
    return new Answer.Done();
  }

  synchronized void append(ObjectId target, Frame frame) {
    List<Numbered> log = log(target);
    Numbered entry = new Numbered(log.size() + 1L, frame);
    log.add(entry);
    hub.carryOut(target, List.of(new SocketOrder.LogGrown("lines", 1, List.of(entry))));
  }

  private List<Numbered> log(ObjectId target) {
    return logs.computeIfAbsent(target, ignored -> new ArrayList<>());
  }

  @Override
  public synchronized CompletionStage<List<Numbered>> read(
      ObjectId object, String log, long life, long after, long upTo, int limit) {
    return CompletableFuture.completedFuture(
        log(object).stream()
            .filter(entry -> entry.number() > after && entry.number() <= upTo)
            .limit(limit)
            .toList());
  }

  @Override
  public Map<String, Long> awakeByType() {
    return Map.of("counter", 1L, "echo", 0L, "room", 0L);
  }

  @Override
  public long awakeBytes() {
    return 42;
  }

  @Override
  public Map<String, Long> awakeBytesByType() {
    return Map.of("counter", 42L, "echo", 0L, "room", 0L);
  }

  @Override
  public Counters counters() {
    return new Counters(delivered.size(), 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Override
  public CallVitals calls() {
    return calls;
  }

  @Override
  public WorkVitals work() {
    return work;
  }

  @Override
  public AlarmVitals alarms() {
    return alarms;
  }

  @Override
  public LeaseVitals lease() {
    return lease;
  }

  @Override
  public TellVitals tells() {
    return tells;
  }

  @Override
  public Optional<ClockSeen> clock() {
    return Optional.of(
        new ClockSeen(Duration.ofMillis(-250), Duration.ofMillis(1), Duration.ofMillis(500)));
  }

  @Override
  public synchronized List<TurnSeen> recentTurns() {
    return turns.stream().limit(50).toList();
  }

  @Override
  public AutoCloseable onTurn(Consumer<TurnSeen> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public List<String> unfitBecause() {
    return unfit;
  }
}

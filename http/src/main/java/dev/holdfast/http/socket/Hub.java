package dev.holdfast.http.socket;

import dev.holdfast.http.ObjectClient;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds this node's WebSockets. Knows nothing of the HTTP engine.
 *
 * <p>It is made before the objects' host, which needs it, and {@link #start started} with the way
 * to objects once there is one.
 *
 * <p>Concurrency: each socket has a monitor; orders of one object come one at a time, so no lock is
 * held over a broadcast. Openings and closings of one object are handed to the gateway under one of
 * {@value #STRIPES} locks, picked by object: so what a {@link ObjectEvent.SocketClosed} says of
 * being the last is still true when the object decides on it, also against a socket that is just
 * opening.
 */
public final class Hub implements SocketHub {
  /** Many more than threads, so that two objects rarely share one. */
  private static final int STRIPES = 256;

  private static final int CLOSE_ATTEMPTS_MAX = 30;
  private static final long CLOSE_PAUSE_MILLIS_MAX = 5_000;

  private final String name;
  private final SocketLimits limits;
  private final AtomicLong lastSocket = new AtomicLong();
  private final AtomicInteger held = new AtomicInteger();
  private final SocketTally tally = new SocketTally();
  private final ConcurrentHashMap<ObjectId, ConcurrentHashMap<SocketId, HubSocket>> objects =
      new ConcurrentHashMap<>();
  private final Object[] stripes = new Object[STRIPES];
  final SocketExpiry expiry;
  private volatile @Nullable ObjectGateway gateway;
  private volatile @Nullable LogFrames logFrames;
  private volatile Duration askDeadline = dev.holdfast.runtime.Limits.DEFAULTS.askDeadline();

  /** A hub without sockets, of a name that no other has or had. */
  public Hub(SocketLimits limits) {
    this(limits, InstantSource.system());
  }

  Hub(SocketLimits limits, InstantSource clock) {
    this.expiry = new SocketExpiry(clock);
    this.name = "hub-" + UUID.randomUUID();
    this.limits = limits;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Object();
    }
  }

  /** Connects the hub to the objects. Before this no socket can be opened. */
  public void start(ObjectGateway objectGateway, LogFrames frames, Duration deadline) {
    this.logFrames = frames;
    this.askDeadline = deadline;
    this.gateway = objectGateway;
  }

  /** Whether an object took a socket. */
  public sealed interface Opening {
    /** It did: switch protocols and attach the connection to the link. */
    record Accepted(SocketLink link) implements Opening {}

    /** It did not. */
    record NotAccepted(Answer answer) implements Opening {}
  }

  /** Offers a new socket to an object, to be ended at {@code until}. The stage never fails. */
  public CompletionStage<Opening> open(
      ObjectId object, Request request, String correlation, Optional<Instant> until) {
    SocketId id = new SocketId(name, Long.toString(lastSocket.incrementAndGet(), 36));
    HubSocket socket = new HubSocket(this, object, id, correlation, limits);
    until.ifPresent(then -> expiry.watch(socket, then));
    var event = new ObjectEvent.SocketOpening(id, request);
    CompletionStage<Answer> asked;
    synchronized (stripe(object)) {
      objects.computeIfAbsent(object, ignored -> new ConcurrentHashMap<>(2)).put(id, socket);
      held.incrementAndGet();
      tally.opened(object.type());
      asked =
          new ObjectClient(gateway(), askDeadline)
              .deliver(object, event, Optional.empty(), Delivery.Reach.EITHER, correlation);
    }
    return asked.thenApply(answer -> opened(socket, answer));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void carryOut(ObjectId object, List<SocketOrder> orders) {
    for (SocketOrder order : orders) {
      switch (order) {
        case SocketOrder.Open open -> accept(object, open);
        case SocketOrder.Send(var id, var frame) ->
            find(object, id).ifPresent(socket -> socket.send(WireFrame.of(frame)));
        case SocketOrder.Broadcast(var frame) -> {
          WireFrame encoded = WireFrame.of(frame);
          of(object).forEach(socket -> socket.send(encoded));
        }
        case SocketOrder.BroadcastTagged(var tag, var frame) -> {
          WireFrame encoded = WireFrame.of(frame);
          of(object).forEach(socket -> socket.sendTagged(tag, encoded));
        }
        case SocketOrder.Retag(var id, var tags) ->
            find(object, id).ifPresent(socket -> socket.retag(tags));
        case SocketOrder.Attach(var id, var attachment) ->
            find(object, id).ifPresent(socket -> socket.attach(attachment));
        case SocketOrder.Close(var id, int code, var reason) ->
            find(object, id).ifPresent(socket -> socket.end(code, reason));
        case SocketOrder.CloseAll(int code, var reason) ->
            of(object).forEach(socket -> socket.end(code, reason));
        case SocketOrder.LogGrown grown -> {
          List<Follower.Entry> entries = Follower.encoded(grown.entries());
          of(object).forEach(socket -> socket.grown(grown, entries));
        }
      }
    }
  }

  @Override
  public List<SocketInfo> sockets(ObjectId object) {
    return of(object).stream().filter(HubSocket::open).map(HubSocket::info).toList();
  }

  /** How many sockets are open or opening. */
  public int held() {
    return held.get();
  }

  /** The same by type, and what came in on them. */
  public SocketCounts counts() {
    return tally;
  }

  void countFrame(HubSocket from) {
    tally.received(from.object.type());
  }

  /** Tells every client that the node restarts, and ends its socket after what is queued. */
  public void drain() {
    objects
        .values()
        .forEach(sockets ->
            sockets
                .values()
                .forEach(socket ->
                    socket.end(ControlFrames.RESTART, "the node restarts; reconnect at once")));
  }

  ObjectGateway gateway() {
    ObjectGateway connected = gateway;
    if (connected == null) {
      throw new IllegalStateException("the hub is not started yet. Call start first.");
    }
    return connected;
  }

  LogFrames logFrames() {
    LogFrames connected = logFrames;
    if (connected == null) {
      throw new IllegalStateException("the hub is not started yet. Call start first.");
    }
    return connected;
  }

  Duration askDeadline() {
    return askDeadline;
  }

  /** The socket is no longer one of its object's. */
  void left(HubSocket socket) {
    synchronized (stripe(socket.object)) {
      objects.computeIfPresent(
          socket.object,
          (object, sockets) -> {
            if (sockets.remove(socket.id) != null) {
              held.decrementAndGet();
              tally.left(object.type());
            }
            return sockets.isEmpty() ? null : sockets;
          });
    }
  }

  /** Tells the object that a socket is gone, until it knows. */
  void deliverClosed(HubSocket socket) {
    var closed = closed(socket.id, socket.closeCode(), socket.closeReason());
    deliverClosed(socket.object, closed, socket.correlation, 1);
  }

  private Opening opened(HubSocket socket, Answer answer) {
    if (answer instanceof Answer.SocketAccepted && socket.open()) {
      // A client that vanished before the switch would otherwise be held for ever.
      CompletableFuture.delayedExecutor(limits.attachDeadline().toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> {
            if (!socket.attached()) {
              socket.gone(ControlFrames.BROKEN, "");
            }
          });
      return new Opening.Accepted(socket);
    }
    socket.gone(ControlFrames.BROKEN, "");
    return new Opening.NotAccepted(answer);
  }

  private void accept(ObjectId object, SocketOrder.Open open) {
    find(object, open.socket())
        .ifPresentOrElse(
            socket -> socket.accept(open),
            // Its opening was given up here meanwhile, so the object believes in a socket that is
            // gone.
            () -> {
              var closed = closed(open.socket(), ControlFrames.BROKEN, "");
              deliverClosed(object, closed, open.socket().toString(), 1);
            });
  }

  /** Whether it was its object's last here is known only when it is delivered. */
  private static ObjectEvent.SocketClosed closed(SocketId id, int code, String reason) {
    return new ObjectEvent.SocketClosed(id, code, reason, false);
  }

  private void deliverClosed(
      ObjectId object, ObjectEvent.SocketClosed closed, String correlation, int attempt) {
    CompletionStage<Answer> told;
    synchronized (stripe(object)) {
      var event =
          new ObjectEvent.SocketClosed(
              closed.socket(), closed.code(), closed.reason(), !objects.containsKey(object));
      told =
          gateway()
              .deliver(
                  new Delivery(
                      object,
                      event,
                      Optional.empty(),
                      Delivery.Reach.EXISTING,
                      correlation,
                      askDeadline,
                      128));
    }
    told.whenComplete((answer, failure) -> {
      if (attempt < CLOSE_ATTEMPTS_MAX && (failure != null || undecided(answer))) {
        long pause = Math.min(CLOSE_PAUSE_MILLIS_MAX, 20L << Math.min(attempt, 10));
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS)
            .execute(() -> deliverClosed(object, closed, correlation, attempt + 1));
      }
    });
  }

  private static boolean undecided(Answer answer) {
    return switch (answer) {
      case Answer.NotDone _, Answer.OutcomeUnknown(), Answer.TimedOut(), Answer.Overloaded _ ->
          true;
      case Answer.Done(),
          Answer.Replied _,
          Answer.Responded _,
          Answer.SocketAccepted(),
          Answer.Refused _,
          Answer.Missing(),
          Answer.UnknownType(),
          Answer.Failed _,
          Answer.Overran _,
          Answer.OtherBody(),
          Answer.Unreadable _ ->
          false;
    };
  }

  private Optional<HubSocket> find(ObjectId object, SocketId id) {
    var sockets = objects.get(object);
    return sockets == null ? Optional.empty() : Optional.ofNullable(sockets.get(id));
  }

  private Collection<HubSocket> of(ObjectId object) {
    var sockets = objects.get(object);
    return sockets == null ? List.of() : sockets.values();
  }

  private Object stripe(ObjectId object) {
    return stripes[(object.hashCode() & 0x7fffffff) % STRIPES];
  }
}

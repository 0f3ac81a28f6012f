package dev.holdfast.http.socket;

import dev.holdfast.http.ObjectClient;
import dev.holdfast.runtime.Catalogue;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * held over a broadcast. Openings and closings of one object are handed to the gateway under a lock
 * of the object: so what a {@link ObjectEvent.SocketClosed} says of being the last is still true
 * when the object decides on it, also against a socket that is just opening.
 */
public final class Hub implements SocketHub {
  private static final Answer NOT_OPENED =
      new Answer.NotDone("the object opened it, but its node did not hear so");

  private final String name;
  private final SocketLimits limits;
  private final HubClock clock;
  private final AtomicLong lastSocket = new AtomicLong();
  private final HubSockets sockets;
  private final Closings closings;
  private volatile HubTypes types;
  final SocketExpiry expiry;
  final HeldBytes held;
  private volatile @Nullable ObjectGateway gateway;
  private volatile @Nullable LogFrames logFrames;
  private volatile Duration askDeadline = dev.holdfast.runtime.Limits.DEFAULTS.askDeadline();

  /** A hub without sockets, of a name that no other has or had. */
  public Hub(SocketLimits limits) {
    this("hub-" + UUID.randomUUID(), limits);
  }

  /** A hub without sockets, of the node's name, which no other has or had. */
  public Hub(String name, SocketLimits limits) {
    this(name, limits, HubClock.SYSTEM, InstantSource.system());
  }

  Hub(SocketLimits limits, HubClock clock, InstantSource timeOfDay) {
    this("hub-" + UUID.randomUUID(), limits, clock, timeOfDay);
  }

  private Hub(String name, SocketLimits limits, HubClock clock, InstantSource timeOfDay) {
    this.expiry = new SocketExpiry(timeOfDay);
    this.name = name;
    this.limits = limits;
    this.held = new HeldBytes(limits.heldBytes());
    this.clock = clock;
    this.sockets = new HubSockets(limits.socketsMax());
    this.closings = new Closings(this, sockets);
    this.types = new HubTypes(Catalogue.of(), limits);
  }

  /**
   * Connects the hub to the objects. Before this no socket can be opened.
   *
   * @param catalogue whose types say how their sockets are treated
   */
  public void start(
      ObjectGateway objectGateway, LogFrames frames, Duration deadline, Catalogue catalogue) {
    this.types = new HubTypes(catalogue, limits);
    this.logFrames = frames;
    this.askDeadline = deadline;
    this.gateway = objectGateway;
  }

  /** Whether an object took a socket. */
  public sealed interface Opening {
    /** It did: switch protocols and attach the connection to the link. */
    record Accepted(SocketLink link) implements Opening {}

    /** It did not, or there was no room for one more. */
    record NotAccepted(Answer answer) implements Opening {}
  }

  /** Offers a new socket to an object. The stage never fails. */
  public CompletionStage<Opening> open(ObjectId object, Request request, String correlation) {
    return open(object, request, correlation, Optional.empty());
  }

  /** Offers a new socket to an object, to be ended at {@code until}. The stage never fails. */
  public CompletionStage<Opening> open(
      ObjectId object, Request request, String correlation, Optional<Instant> until) {
    SocketId id = new SocketId(name, Long.toString(lastSocket.incrementAndGet(), 36));
    HubSocket socket = new HubSocket(this, object, id, correlation, request.headers());
    var event = new ObjectEvent.SocketOpening(id, request);
    CompletionStage<Answer> asked;
    synchronized (sockets.lock(object)) {
      Optional<Answer> full = sockets.add(socket);
      if (full.isPresent()) {
        return CompletableFuture.completedStage(new Opening.NotAccepted(full.get()));
      }
      until.ifPresent(then -> expiry.watch(socket, then));
      asked =
          new ObjectClient(gateway(), askDeadline)
              .deliver(object, event, Optional.empty(), Delivery.Reach.EITHER, correlation);
    }
    return asked.thenApply(answer -> opened(socket, answer));
  }

  private Opening opened(HubSocket socket, Answer answer) {
    if (answer instanceof Answer.SocketAccepted && socket.open()) {
      // A client that vanished before the switch would otherwise be held for ever.
      clock.later(
          limits.attachDeadline().toMillis(),
          () -> {
            if (!socket.attached()) {
              socket.gone(ControlFrames.BROKEN, "");
            }
          });
      return new Opening.Accepted(socket);
    }
    socket.gone(ControlFrames.BROKEN, "");
    if (answer instanceof Answer.SocketAccepted) {
      // The object's order to open it was lost between nodes, or is late.
      closings.deliver(socket);
      return new Opening.NotAccepted(NOT_OPENED);
    }
    return new Opening.NotAccepted(answer);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void carryOut(ObjectId object, List<SocketOrder> orders) {
    // What goes to all is gathered up to the next order that does not: each socket is entered once.
    List<FanOut> toAll = new ArrayList<>(orders.size());
    for (SocketOrder order : orders) {
      switch (order) {
        case SocketOrder.Broadcast(var key, var frame) ->
            toAll.add(new FanOut.ToAll(WireFrame.keyed(key, frame)));
        case SocketOrder.BroadcastTagged(var tag, var key, var frame) ->
            toAll.add(new FanOut.ToTagged(tag, WireFrame.keyed(key, frame)));
        case SocketOrder.CloseAll(int code, var reason) -> toAll.add(new FanOut.End(code, reason));
        case SocketOrder.Missed() ->
            toAll.add(new FanOut.End(ControlFrames.TRY_LATER, ControlFrames.MISSED));
        case SocketOrder.LogReaches(var log, long life, long tail) ->
            toAll.add(new FanOut.Reached(log, life, tail));
        case SocketOrder.LogGrown(var log, long life, var entries) ->
            FanOut.grown(new FanOut.Grown(log, life, Follower.encoded(entries)), toAll);
        default -> {
          fanOut(object, toAll);
          carryOut(object, order);
        }
      }
    }
    fanOut(object, toAll);
  }

  private void fanOut(ObjectId object, List<FanOut> orders) {
    if (!orders.isEmpty()) {
      sockets.of(object).forEach(socket -> socket.take(orders));
      orders.clear();
    }
  }

  private void carryOut(ObjectId object, SocketOrder order) {
    switch (order) {
      case SocketOrder.Open open ->
          sockets
              .find(object, open.socket())
              .ifPresentOrElse(socket -> socket.accept(open), () -> closings.deliver(object, open));
      case SocketOrder.Send(var id, var key, var frame) ->
          sockets.find(object, id).ifPresent(socket -> socket.send(WireFrame.keyed(key, frame)));
      case SocketOrder.Retag(var id, var tags) ->
          sockets.find(object, id).ifPresent(socket -> socket.retag(tags));
      case SocketOrder.Attach(var id, var attachment) ->
          sockets.find(object, id).ifPresent(socket -> socket.attach(attachment));
      case SocketOrder.Close(var id, int code, var reason) ->
          sockets.find(object, id).ifPresent(socket -> socket.end(code, reason));
      default -> throw new IllegalArgumentException("not an order for one socket: " + order);
    }
  }

  @Override
  public List<SocketInfo> sockets(ObjectId object) {
    return sockets.of(object).stream().filter(HubSocket::open).map(HubSocket::info).toList();
  }

  SocketsOfType type(ObjectId object) {
    return types.of(object.type());
  }

  /** How many sockets are open or opening. */
  public int held() {
    return sockets.count();
  }

  /** How many sockets of objects of this type are open or opening. */
  public long sockets(String type) {
    return types.of(type).vitals().open();
  }

  /** How many messages came from clients for objects of this type since the node started. */
  public long framesIn(String type) {
    return types.of(type).framesIn.sum();
  }

  /** What was counted, by type. */
  public List<SocketVitals> vitals() {
    return types.vitals();
  }

  /**
   * Tells every client that the node restarts, and ends its socket after what is queued.
   *
   * @param at the URL at which clients reach another node; empty where they come back by the same
   */
  public void drain(Optional<String> at) {
    WireFrame restart = WireFrame.of(ControlFrames.restart(at));
    sockets.forEach(socket -> {
      if (socket.hearsOfNode) {
        socket.send(restart);
      }
      socket.end(ControlFrames.RESTART, "the node restarts; reconnect at once");
    });
  }

  ObjectGateway gateway() {
    return started(gateway);
  }

  /** The entries of a page, at most as many as are read at once: one where they have no room. */
  CompletionStage<List<LogFrames.Numbered>> readLog(ObjectId object, Follower.Page page) {
    return started(logFrames)
        .read(
            object,
            page.log(),
            page.life(),
            page.after(),
            page.upTo(),
            held.full() ? 1 : limits.pageEntries());
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the hub is not started yet. Call start first.");
    }
    return part;
  }

  Duration askDeadline() {
    return askDeadline;
  }

  SocketLimits limits() {
    return limits;
  }

  HubClock clock() {
    return clock;
  }

  Closings closings() {
    return closings;
  }

  /** Messages of the object's sockets that are on their way to it. */
  AtomicInteger underWay(ObjectId object) {
    return sockets.underWay(object);
  }

  /** The socket is no longer one of its object's. */
  void left(HubSocket socket) {
    sockets.remove(socket);
  }
}

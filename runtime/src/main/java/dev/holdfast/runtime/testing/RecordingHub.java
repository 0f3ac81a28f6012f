package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.SocketRules;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** A hub whose sockets are lists: each keeps the frames that a client would have got. */
final class RecordingHub implements SocketHub {
  /** As many entries as one catch-up reads at a time. */
  private static final int PAGE = 100;

  private final Map<SocketId, Open> sockets = new LinkedHashMap<>();
  private final String name;
  private final Catalogue catalogue;
  private final LogFrames logs;

  RecordingHub(String name, Catalogue catalogue, LogFrames logs) {
    this.name = name;
    this.catalogue = catalogue;
    this.logs = logs;
  }

  /** What a client has of its socket. */
  static final class Open {
    final ObjectId object;
    final List<Frame> received = new ArrayList<>();
    final Map<String, Frame> latest = new HashMap<>();
    Set<String> tags;
    byte[] attachment;
    Optional<SocketOrder.Following> following;
    long followedTo;
    boolean closed;
    boolean lost;

    Open(ObjectId object, SocketOrder.Open order) {
      this.object = object;
      this.tags = order.tags();
      this.attachment = order.attachment();
      this.following = order.following();
      this.followedTo = order.following().map(SocketOrder.Following::after).orElse(0L);
    }

    void receive(String key, Frame frame) {
      received.add(frame);
      if (!key.isEmpty()) {
        latest.put(key, frame);
      }
    }

    void requireNotLost() {
      if (lost) {
        throw new IllegalStateException(
            "this socket was lost when its node went down. Open another one.");
      }
    }
  }

  /** The node of this hub goes down: nobody hears of its sockets again. */
  void loseAll() {
    sockets
        .values()
        .forEach(open -> {
          open.closed = true;
          open.lost = true;
        });
  }

  Optional<Open> socket(SocketId id) {
    return Optional.ofNullable(sockets.get(id));
  }

  /** The tags that it had. */
  Set<String> remove(SocketId id) {
    Open removed = sockets.remove(id);
    return removed == null ? Set.of() : removed.tags;
  }

  /** Whether one more socket of the object is within its type's bound. */
  boolean hasRoomFor(ObjectId object) {
    return sockets(object).size() < rules(object).socketsMax();
  }

  /** Answers a message as nodes do by themselves, without the object; false when it is not one. */
  boolean answers(Open socket, Frame frame) {
    Map<String, String> answers = rules(socket.object).autoAnswers();
    if (!(frame instanceof Frame.Text(String text)) || !answers.containsKey(text)) {
      return false;
    }
    socket.received.add(new Frame.Text(answers.get(text)));
    return true;
  }

  private SocketRules rules(ObjectId object) {
    return catalogue.type(object.type()).map(ObjectType::sockets).orElse(SocketRules.DEFAULTS);
  }

  boolean holdsAny(ObjectId object) {
    return sockets.values().stream().anyMatch(open -> open.object.equals(object));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void carryOut(ObjectId object, List<SocketOrder> orders) {
    for (SocketOrder order : orders) {
      switch (order) {
        case SocketOrder.Open open -> open(object, open);
        case SocketOrder.Send(SocketId id, String key, Frame frame) ->
            socket(id).ifPresent(s -> s.receive(key, frame));
        case SocketOrder.Broadcast(String key, Frame frame) ->
            of(object).forEach(s -> s.receive(key, frame));
        case SocketOrder.BroadcastTagged(String tag, String key, Frame frame) ->
            of(object).stream()
                .filter(s -> s.tags.contains(tag))
                .forEach(s -> s.receive(key, frame));
        case SocketOrder.Retag(SocketId id, Set<String> tags) ->
            socket(id).ifPresent(s -> s.tags = tags);
        case SocketOrder.Attach(SocketId id, byte[] bytes) ->
            socket(id).ifPresent(s -> s.attachment = bytes);
        case SocketOrder.Close(SocketId id, int _, String _) ->
            socket(id).ifPresent(s -> s.closed = true);
        case SocketOrder.CloseAll _ -> of(object).forEach(s -> s.closed = true);
        case SocketOrder.LogReaches _, SocketOrder.Missed _ ->
            throw new IllegalArgumentException("a node that is alone loses no orders");
        case SocketOrder.LogGrown grown -> of(object).forEach(s -> grow(s, grown));
      }
    }
  }

  private void open(ObjectId object, SocketOrder.Open order) {
    Open socket = new Open(object, order);
    sockets.put(order.socket(), socket);
    order.greeting().ifPresent(socket.received::add);
    order.following().ifPresent(following -> catchUp(socket, following));
  }

  private void catchUp(Open socket, SocketOrder.Following following) {
    try {
      while (socket.followedTo < following.tail()) {
        List<LogFrames.Numbered> page =
            logs.read(
                    socket.object,
                    following.log(),
                    following.life(),
                    socket.followedTo,
                    following.tail(),
                    PAGE)
                .toCompletableFuture()
                .join();
        if (page.isEmpty()) {
          socket.followedTo = following.tail();
        }
        page.forEach(entry -> receive(socket, entry));
      }
    } catch (CompletionException e) {
      throw new AssertionError("the log '%s' could not be read".formatted(following.log()), e);
    }
  }

  private static void grow(Open socket, SocketOrder.LogGrown grown) {
    boolean follows =
        socket
            .following
            .filter(f -> f.log().equals(grown.log()) && f.life() == grown.life())
            .isPresent();
    if (follows) {
      grown.entries().forEach(entry -> receive(socket, entry));
    }
  }

  private static void receive(Open socket, LogFrames.Numbered entry) {
    if (entry.number() > socket.followedTo) {
      socket.received.add(entry.frame());
      socket.followedTo = entry.number();
    }
  }

  private List<Open> of(ObjectId object) {
    return sockets.values().stream().filter(open -> open.object.equals(object)).toList();
  }

  @Override
  public List<SocketInfo> sockets(ObjectId object) {
    return sockets.entrySet().stream()
        .filter(entry -> entry.getValue().object.equals(object) && !entry.getValue().closed)
        .map(e -> new SocketInfo(e.getKey(), e.getValue().tags, e.getValue().attachment))
        .toList();
  }
}

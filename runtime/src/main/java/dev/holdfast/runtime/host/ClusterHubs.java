package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.HubMessage.Orders;
import dev.holdfast.runtime.host.HubMessage.Taken;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hubs of a cluster: the node's own is called, those of other nodes are sent messages.
 *
 * <p>Thread rule: callable from any thread, never blocks.
 */
final class ClusterHubs implements Hubs {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterHubs.class);

  /** How often it looks for what is to be said again, and for who is to be told of a loss. */
  static final Duration TICK = Duration.ofMillis(50);

  /** Streams from one node to another: one a link, in which all stays in order. */
  private static final int STREAMS = NodeLinks.COUNT;

  /** Bytes that wait for all other hubs; of a small heap an eighth. */
  private static final long WAITING_BYTES_MAX = 256 << 20;

  private final SocketHub own;
  private final HubMembers members;
  private final HubLists lists;
  private volatile HubLinks links = (_, _, _) -> {};
  private volatile @Nullable LossNews losses;
  private final Map<End, OrderStream> streams = new ConcurrentHashMap<>();
  private final Map<End, OrderIntake> intakes = new ConcurrentHashMap<>();
  private final OrderStream.Room room =
      new OrderStream.Room(
          new LongAdder(), Math.min(WAITING_BYTES_MAX, Runtime.getRuntime().maxMemory() / 8));

  /** The other end of a stream. */
  private record End(String node, int stream) {}

  /** Reaches its own until it is started. */
  ClusterHubs(SocketHub own, BiConsumer<Duration, Runnable> later) {
    this.own = own;
    this.members = new HubMembers(own.name());
    this.lists = new HubLists(later);
  }

  /** Reaches others from now on, and has objects told what is lost. Before the links start. */
  void start(ActorSystem<?> system, NodeLinks between, AwakeObjects awake) {
    between.on(Orders.class, this::received);
    between.on(Taken.class, this::received);
    between.on(HubMessage.Listed.class, this::received);
    links =
        (node, object, message) -> {
          // Not there any more: it took its sockets with it, and objects are told that.
          boolean _ = between.send(node, object, message);
        };
    LossNews news = new LossNews(awake, members::isLost);
    losses = news;
    members.listen(system, news::look);
  }

  @Override
  public SocketHub own() {
    return own;
  }

  @Override
  public boolean isLost(String hub) {
    return members.isLost(hub);
  }

  @Override
  public void carryOut(String hub, ObjectId object, List<SocketOrder> orders) {
    if (hub.equals(own.name())) {
      own.carryOut(object, orders);
    } else if (members.has(hub)) {
      stream(hub, object).give(object, orders);
    }
  }

  @Override
  public CompletionStage<List<SocketInfo>> list(String hub, ObjectId object) {
    return lists.ask(question -> stream(hub, object).ask(object, question));
  }

  private OrderStream stream(String hub, ObjectId object) {
    int number = Math.floorMod(object.hashCode(), STREAMS);
    return streams.computeIfAbsent(
        new End(hub, number), _ -> new OrderStream(own.name(), hub, number, this::send, room));
  }

  private void send(String node, ObjectId object, HubMessage message) {
    links.send(node, object, message);
  }

  /** A message of another node is here. */
  void received(HubMessage message) {
    if (!message.to().equals(own.name())) {
      return;
    }
    switch (message) {
      case Orders orders -> {
        End end = new End(orders.from(), orders.stream());
        OrderIntake intake =
            intakes.computeIfAbsent(end, of -> new OrderIntake(of.node(), own.name(), of.stream()));
        Taken taken = intake.take(orders, this::carryOut);
        if (taken != null) {
          links.send(orders.from(), orders.object(), taken);
        }
      }
      case Taken(String _, String from, int stream, long upTo, boolean again) -> {
        OrderStream known = streams.get(new End(from, stream));
        if (known != null) {
          known.taken(upTo, again);
        }
      }
      case HubMessage.Listed part -> lists.arrived(part);
    }
  }

  private void carryOut(Orders message) {
    ObjectId object = message.object();
    try {
      own.carryOut(object, message.orders());
    } catch (RuntimeException e) {
      // As taken: it would fail again, and all behind it would wait.
      LOG.atError().addKeyValue("object", object).setCause(e).log("orders for sockets failed");
    }
    if (message.question() != 0) {
      List<SocketInfo> sockets = own.sockets(object);
      var parts = HubLists.parts(message.from(), message.question(), sockets);
      long listed = parts.stream().mapToLong(part -> part.sockets().size()).sum();
      if (listed < sockets.size()) {
        LOG.atWarn()
            .addKeyValue("object", object)
            .log("of {} sockets only {} are listed for an object", sockets.size(), listed);
      }
      parts.forEach(part -> links.send(message.from(), object, part));
    }
  }

  /** Some time has passed. */
  void tick() {
    LossNews news = losses;
    if (news != null) {
      news.tick();
    }
    streams.forEach((end, stream) -> {
      if (members.isLost(end.node())) {
        streams.remove(end, stream);
        stream.end();
      } else {
        stream.tick();
      }
    });
    intakes.forEach((end, intake) -> {
      if (members.isLost(end.node())) {
        intakes.remove(end, intake);
      } else {
        told(end, intake.tick());
      }
    });
  }

  private void told(End end, @Nullable Taken taken) {
    if (taken != null) {
      links.send(end.node(), new ObjectId("hub", own.name()), taken);
    }
  }
}

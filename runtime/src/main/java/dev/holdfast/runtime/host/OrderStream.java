package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.HubMessage.Orders;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders of this node's objects to the hub of another: numbered, kept until the hub says that it
 * has carried them out, and sent again where they got lost with a connection between the nodes.
 *
 * <p>While more wait than there is room for, the orders of an object are dropped, and instead of
 * them the hub is told of {@link MissedOrders}. So a link that is too slow costs a bounded number
 * of bytes, no log entry, and no order that nobody hears of.
 *
 * <p>Thread-safe. Orders of one object are given by one thread at a time.
 */
final class OrderStream {
  private static final Logger LOG = LoggerFactory.getLogger(OrderStream.class);

  /** One message: what is more goes in several, so that others get in between. */
  static final int MESSAGE_BYTES = 1 << 20;

  /** One order; a larger one would not fit what nodes take of each other. */
  static final long ORDER_BYTES_MAX = 4 << 20;

  /** What waits of one stream: twice what a hub lets wait for one client. */
  static final long BYTES_MAX = 8 << 20;

  /** What may wait of a stream when all of them together have no more room. */
  static final long SHARE = 256 << 10;

  /** Sent again at a time where a hub says nothing: enough to learn whether it hears again. */
  private static final long AGAIN_BYTES = 256 << 10;

  /** Ticks without a word of the hub after which it is sent something again: 1 s. */
  static final int AGAIN_TICKS = 20;

  private record Sent(Orders message, long bytes) {}

  private final String from;
  private final String to;
  private final int stream;
  private final HubLinks links;
  private final Room room;

  private final ArrayDeque<Sent> waiting = new ArrayDeque<>();

  /** As many objects at most as have sockets at the hub. */
  private final Map<ObjectId, MissedOrders> missed = new LinkedHashMap<>();

  private long last;
  private long bytes;
  private int quietTicks;

  /** What waits in all streams of a node, against the bound on it. */
  record Room(LongAdder held, long bytesMax) {}

  OrderStream(String from, String to, int stream, HubLinks links, Room room) {
    this.from = from;
    this.to = to;
    this.stream = stream;
    this.links = links;
    this.room = room;
  }

  synchronized void give(ObjectId object, List<SocketOrder> orders) {
    for (List<SocketOrder> part : OrderSizes.split(orders, MESSAGE_BYTES, OrderSizes::of)) {
      long size = OrderSizes.of(part);
      if (missed.containsKey(object) || size > ORDER_BYTES_MAX || !fits(size)) {
        miss(object, part);
      } else {
        send(object, part, 0, size);
      }
    }
    tellMissed();
  }

  /** Asks for the sockets of the object, behind all orders of it; not while some are missed. */
  synchronized void ask(ObjectId object, long question) {
    if (!missed.containsKey(object)) {
      send(object, List.of(), question, OrderSizes.of(List.of()));
    }
  }

  private boolean fits(long more) {
    return waiting.isEmpty() || bytes + more <= bytesMax();
  }

  private long bytesMax() {
    return room.held.sum() < room.bytesMax ? BYTES_MAX : SHARE;
  }

  private void miss(ObjectId object, List<SocketOrder> orders) {
    if (missed.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("hub", to)
          .addKeyValue("object", object)
          .log(
              "orders for sockets at another node are dropped, {} bytes wait: log entries will be"
                  + " read there, other sockets end with 1013",
              bytes);
    }
    missed.computeIfAbsent(object, _ -> new MissedOrders()).add(orders);
  }

  private void send(ObjectId object, List<SocketOrder> orders, long question, long size) {
    Orders message = new Orders(to, from, stream, ++last, object, List.copyOf(orders), question);
    waiting.add(new Sent(message, size));
    hold(size);
    links.send(to, object, message);
  }

  private void hold(long more) {
    bytes += more;
    room.held.add(more);
  }

  /** The hub has carried out all up to a number; what is after it is sent again if it says so. */
  synchronized void taken(long upTo, boolean again) {
    quietTicks = 0;
    for (Sent head = waiting.peek();
        head != null && head.message().number() <= upTo;
        head = waiting.peek()) {
      waiting.remove();
      hold(-head.bytes());
    }
    if (again) {
      sendAgain(Long.MAX_VALUE);
    }
    tellMissed();
  }

  private void tellMissed() {
    Iterator<Map.Entry<ObjectId, MissedOrders>> objects = missed.entrySet().iterator();
    // Once half of it is free, so that it is not told the same again and again at the bound.
    while (objects.hasNext() && bytes <= bytesMax() / 2) {
      Map.Entry<ObjectId, MissedOrders> next = objects.next();
      objects.remove();
      List<SocketOrder> instead = next.getValue().instead();
      send(next.getKey(), instead, 0, OrderSizes.of(instead));
    }
  }

  private void sendAgain(long bytesMax) {
    long sent = 0;
    for (Sent one : waiting) {
      if (sent > 0 && sent + one.bytes() > bytesMax) {
        return;
      }
      sent += one.bytes();
      links.send(to, one.message().object(), one.message());
    }
  }

  /** Some time has passed. */
  synchronized void tick() {
    if (waiting.isEmpty()) {
      quietTicks = 0;
    } else if (++quietTicks >= AGAIN_TICKS) {
      quietTicks = 0;
      sendAgain(AGAIN_BYTES);
    }
  }

  /** Its hub is gone. */
  synchronized void end() {
    waiting.clear();
    missed.clear();
    hold(-bytes);
  }

  synchronized long bytes() {
    return bytes;
  }
}

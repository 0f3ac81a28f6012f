package dev.holdfast.http.socket;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.DeterministicHost;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.StoredLogFrames;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import dev.holdfast.runtime.testing.TestCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hub and objects behind it, both real, on a store and a way between them that a test spoils.
 * Thread rule: one thread.
 */
final class SocketWorld {
  static final ObjectId TALK = new ObjectId("talk", "hall");
  private static final Catalogue CATALOGUE = Catalogue.of(Talk.TYPE);

  final HubTime time = new HubTime();
  final FlakyStore store = new FlakyStore();
  final Hub hub = new Hub(SocketLimits.DEFAULTS, time, new HandClock());
  DeterministicHost host = host();
  ObjectGateway way = delivery -> host.deliver(delivery);

  /** News of logs is lost on its way to the hub. */
  boolean newsIsLost;

  SocketWorld() {
    hub.start(
        delivery -> way.deliver(delivery),
        new StoredLogFrames(store),
        Duration.ofSeconds(5),
        CATALOGUE);
  }

  private DeterministicHost host() {
    return new DeterministicHost(
        CATALOGUE,
        Limits.DEFAULTS,
        new HandClock(),
        store,
        new LossyHub(),
        new TestCalls(),
        Map.of());
  }

  /** The object is on another host of the same node from now on, which reads it back. */
  void moveObjects() {
    host.stop();
    host = host();
  }

  private final class LossyHub implements SocketHub {
    @Override
    public String name() {
      return hub.name();
    }

    @Override
    public void carryOut(ObjectId object, List<SocketOrder> orders) {
      hub.carryOut(
          object,
          orders.stream()
              .filter(order -> !(newsIsLost && order instanceof SocketOrder.LogGrown))
              .toList());
    }

    @Override
    public List<SocketInfo> sockets(ObjectId object) {
      return hub.sockets(object);
    }
  }

  /** A client that keeps all it gets. */
  static final class Client implements Connection {
    final SocketLink link;
    final List<String> got = new ArrayList<>();

    Client(SocketLink link) {
      this.link = link;
      link.attach(this);
    }

    @Override
    public void outgoingReady() {}

    @Override
    public void incomingReady() {}

    void send(String text) {
      link.received(new Frame.Text(text));
    }

    List<String> read() {
      for (WireFrame frame = link.poll(); frame != null; frame = link.poll()) {
        got.add(((Frame.Text) frame.message()).text());
      }
      return got;
    }

    boolean isOpen() {
      return link.closing() == null;
    }
  }

  Client open(String path) {
    var opening = hub.open(TALK, Request.of("GET", path, ""), "c").toCompletableFuture().join();
    return new Client(((Hub.Opening.Accepted) opening).link());
  }

  Answer ask(ObjectEvent event) {
    Delivery delivery =
        new Delivery(
            TALK,
            event,
            Optional.empty(),
            Delivery.Reach.EITHER,
            "test",
            Duration.ofSeconds(5),
            100);
    return host.deliver(delivery).toCompletableFuture().join();
  }

  /** The sockets as the object sees them. */
  String sockets() {
    Answer answer = ask(new ObjectEvent.RequestReceived(Request.of("GET", "/", "")));
    return ((Answer.Responded) answer).response().text();
  }

  /** What is stored of what was said. */
  List<String> said() {
    int all = 100_000;
    return new StoredLogFrames(store)
        .read(TALK, Talk.SAID.name(), 1, 0, all, all).toCompletableFuture().join().stream()
            .map(entry -> ((Frame.Text) entry.frame()).text())
            .toList();
  }
}

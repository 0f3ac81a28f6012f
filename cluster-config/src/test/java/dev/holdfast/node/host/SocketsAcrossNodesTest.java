package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.examples.Room;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.spi.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row 10 of the contract where the object of a socket is on another node than its connection. */
class SocketsAcrossNodesTest {
  private static final Catalogue TYPES = Catalogue.of(Room.TYPE, Watcher.TYPE);
  private static final int ROUNDS_AFTER = 5;

  /** Rounds of the traffic under which an object moves; each is heard before the next begins. */
  private static final int ROUNDS_MAX = 2_000;

  @TempDir private static Path data;
  private static TestNode.Storage storage;

  /** The node of the clients; the oldest, so that it sees the others go. */
  private static ContractWorld edge;

  private static RoomClients clients;

  /** The node of the objects, which a test may end. */
  private ContractWorld home;

  private final RoomClients guests = new RoomClients();
  private boolean ended;

  @BeforeAll
  static void startEdge() {
    storage = TestNode.Storage.start(data);
    clients = new RoomClients();
    edge = TestNode.member(storage, TYPES, clients.hub, Optional.empty());
  }

  @AfterAll
  static void endEdge() {
    edge.host.close();
    storage.close();
  }

  @BeforeEach
  void startHome() {
    clients.forget();
    home = TestNode.member(storage, TYPES, guests.hub, Optional.of(node(edge)));
    edge.eventually("both are known", () -> members() == 2);
  }

  @AfterEach
  void endHome() {
    if (!ended) {
      node(home).leave();
    }
    edge.eventually("one is left", () -> members() == 1);
  }

  /** How many members of its cluster the edge knows. */
  private static int members() {
    return Cluster.get(node(edge).system()).state().members().size();
  }

  private static TestNode node(ContractWorld world) {
    return (TestNode) world.host;
  }

  /** An object of the other node than the clients'. */
  private ObjectId away(String type) {
    return objectOf(home, type);
  }

  private static ObjectId objectOf(ContractWorld world, String type) {
    for (int i = 0; i < 1_000; i++) {
      long before = world.host.counters().wakes();
      ObjectId id = edge.fresh(type);
      edge.answer(edge.deliver(id, new ObjectEvent.SocketsLost("none")));
      if (world.host.counters().wakes() > before) {
        return id;
      }
    }
    throw new AssertionError("no object is there");
  }

  private static String asked(ObjectId watcher, String query) {
    var request = new ObjectEvent.RequestReceived(Request.of("GET", "/?" + query, ""));
    Answer answer = edge.answer(edge.deliver(watcher, request));
    assertThat(answer).isInstanceOf(Answer.Responded.class);
    return ((Answer.Responded) answer).response().text();
  }

  private static void sayAndHear() {
    clients.sayEach();
    edge.eventually(
        "all to have heard",
        () -> {
          // Its clock goes on, about as fast as outside: what got lost is looked for by it.
          edge.host.advance(Duration.ofMillis(1));
          return clients.haveGotAll();
        });
  }

  /** The object's node goes while its clients talk; they go on talking for a while after. */
  private void goesUnderTraffic(Consumer<TestNode> go) {
    ended = true;
    sayAndHear();
    CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> go.accept(node(home)));
    for (int round = 0; round < ROUNDS_MAX && !gone.isDone(); round++) {
      sayAndHear();
    }
    gone.join();
    for (int round = 0; round < ROUNDS_AFTER; round++) {
      sayAndHear();
    }
  }

  private static void crash(TestNode node) {
    node.terminate();
    Cluster.get(node(edge).system()).manager().tell(new Down(node.address()));
    node.close();
  }

  @Test
  void what_clients_send_to_an_object_of_another_node_comes_back_to_all_once_and_in_order() {
    ObjectId room = away(Room.TYPE.name());
    clients.open(room, 20);
    for (int round = 0; round < 50; round++) {
      sayAndHear();
    }
    clients.requireWhole();
    assertThat(home.host.isAwake(room)).isTrue();
  }

  @Test
  void sockets_stay_open_and_nothing_is_lost_or_doubled_while_their_object_is_handed_over() {
    clients.open(away(Room.TYPE.name()), 10);
    goesUnderTraffic(TestNode::leave);
    clients.requireWhole();
  }

  @Test
  void sockets_stay_open_and_nothing_is_lost_or_doubled_when_the_node_of_their_object_dies() {
    clients.open(away(Room.TYPE.name()), 10);
    goesUnderTraffic(SocketsAcrossNodesTest::crash);
    clients.requireWhole();
  }

  @Test
  void
      an_object_sees_tags_and_attachments_of_sockets_at_another_node_and_changes_and_closes_them() {
    ObjectId watcher = away(Watcher.TYPE.name());
    clients.open(watcher, "/ada");
    clients.open(watcher, "/bob");
    assertThat(asked(watcher, "")).isEqualTo("[ada=ADA bob=BOB] ");
    clients.say(0, "tag eve");
    edge.eventually("eve", () -> asked(watcher, "").startsWith("[bob=BOB eve=ADA]"));

    home.sleepAll();
    assertThat(asked(watcher, "")).isEqualTo("[bob=BOB eve=ADA] ");
    asked(watcher, "bob");
    edge.eventually("bob is told", () -> clients.ended(1) == 4000);
    clients.vanish(1);
    edge.eventually("bob is gone", () -> asked(watcher, "").equals("[eve=ADA] closed 4000;"));
  }

  @Test
  void an_object_that_is_handed_over_has_lost_no_socket_at_another_node() {
    ObjectId watcher = away(Watcher.TYPE.name());
    clients.open(watcher, "/ada");
    assertThat(asked(watcher, "")).isEqualTo("[ada=ADA] ");
    ended = true;
    node(home).leave();
    assertThat(asked(watcher, "")).isEqualTo("[ada=ADA] ");
  }

  @Test
  void an_awake_object_hears_at_once_that_a_node_died_with_sockets_of_it() {
    ObjectId watcher = objectOf(edge, Watcher.TYPE.name());
    clients.open(watcher, "/ada");
    guests.open(watcher, "/bob");
    assertThat(asked(watcher, "")).isEqualTo("[ada=ADA bob=BOB] ");
    ended = true;
    crash(node(home));
    edge.eventually("ada to hear of it", () -> clients.got(0).contains("lost"));
    assertThat(asked(watcher, "")).isEqualTo("[ada=ADA] lost;");
  }
}

package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.HandLease;
import dev.holdfast.runtime.host.Ledger;
import dev.holdfast.runtime.host.Waker;
import dev.holdfast.runtime.spi.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done once in a cluster of two nodes, and what one node confirms to another. */
class AlarmsAcrossNodesTest {
  @TempDir private static Path data;
  private static TestCluster cluster;
  private static ContractWorld here;
  private static ContractWorld there;

  @BeforeAll
  static void start() {
    cluster = TestCluster.on(data, Catalogue.of());
    here = cluster.start("node-one");
    there = cluster.start("node-two");
    // Some shards come to the other node at a time, until both have as many.
    here.eventually("the other node has its share", () -> ofTwentyThere() >= 8);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  /** Asked for a commit, which only its own node makes. */
  private static boolean livesThere(ObjectId ledger) {
    here.askOnceBack(ledger, new Ledger.Add(1));
    return there.store.appendsOf(ledger) > 0;
  }

  private static long ofTwentyThere() {
    return Stream.generate(() -> here.fresh("ledger"))
        .limit(20)
        .filter(AlarmsAcrossNodesTest::livesThere)
        .count();
  }

  private static int commits(ObjectId id) {
    return here.store.appendsOf(id) + there.store.appendsOf(id);
  }

  @Test
  void an_alarm_that_is_near_fires_in_time_on_whichever_node_its_object_is() {
    List<ObjectId> wakers = Stream.generate(() -> here.fresh("waker")).limit(20).toList();
    for (ObjectId id : wakers) {
      assertThat(here.send(id, new Waker.Set("tea", 1))).isEqualTo(new Answer.Done());
    }
    assertThat(wakers).as("on both").anyMatch(id -> here.store.appendsOf(id) == 0);
    assertThat(wakers).as("on both").anyMatch(id -> there.store.appendsOf(id) == 0);
    // Nobody reads the index or asks the objects from here on: their owners were told.
    here.clock.advance(Duration.ofSeconds(1));
    there.clock.advance(Duration.ofSeconds(1));
    here.eventually("all fire", () -> wakers.stream().allMatch(id -> commits(id) == 2));
    assertThat(wakers).allSatisfy(id -> assertThat(here.ask(id, new Waker.Fired())).isEqualTo(1L));
  }

  @Test
  void one_node_counts_the_index_and_one_sweeps_it() {
    here.eventually(
        "one count",
        () ->
            here.host.alarms().waiting().isPresent() != there.host.alarms().waiting().isPresent());
    TestNode one = (TestNode) here.host;
    TestNode other = (TestNode) there.host;
    here.eventually(
        "one sweep", () -> one.nodeHost().sweepIndexes() != other.nodeHost().sweepIndexes());
  }

  @Test
  void a_confirmed_read_of_another_nodes_object_waits_for_that_nodes_word() {
    ObjectId id = here.fresh("ledger");
    while (!livesThere(id)) {
      id = here.fresh("ledger");
    }
    CompletableFuture<Answer> read = read(id);
    here.eventually("it asks its database", () -> there.lease.asked() == 1);
    assertThat(read).isNotDone();
    there.lease.answer(true);
    assertThat(here.answer(read)).isEqualTo(new Answer.Replied(1L));
    CompletableFuture<Answer> late = read(id);
    here.eventually("it asks again", () -> there.lease.asked() == 1);
    there.lease.answer(false);
    assertThat(here.answer(late)).isEqualTo(HandLease.NOT_DONE);
  }

  private static CompletableFuture<Answer> read(ObjectId id) {
    var event = new ObjectEvent.MessageReceived(new Ledger.Read());
    return here.deliver(here.delivery(id, event).confirmed(true));
  }
}

package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.Ledger;
import dev.holdfast.runtime.spi.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers learn when a node ends or is full; each test starts a node of its own. */
class NodeHostEndTest {
  @TempDir static Path data;
  private static TestNode.Storage storage;

  @BeforeAll
  static void openStorage() {
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  @Test
  void a_node_that_ends_during_a_commit_calls_its_outcome_unknown_and_the_rest_not_done() {
    ContractWorld world = TestNode.world(storage, ContractWorld.LIMITS);
    ObjectId id = world.fresh("ledger");
    var inFlight = world.holdFirst(id, new Ledger.Add(1));
    var queued = world.deliver(id, new Ledger.Add(1));
    world.awaitQueued(id);

    ((TestNode) world.host).terminate();

    assertThat(world.answer(inFlight)).isInstanceOf(Answer.OutcomeUnknown.class);
    assertThat(world.answer(queued)).isInstanceOf(Answer.NotDone.class);
    world.store.release();
    world.host.close();
    TestNode.await("the commit that was in flight", () -> world.store.highest(id) == 1);
  }

  @Test
  void a_node_that_is_full_turns_objects_away_until_others_sleep() {
    ContractWorld world =
        TestNode.world(
            storage, ContractWorld.LIMITS.withAwake(4, ContractWorld.LIMITS.awakeBytesMax()));
    List<CompletableFuture<Answer>> held = new ArrayList<>();
    world.store.hold();
    for (int i = 0; i < 5; i++) {
      held.add(world.deliver(world.fresh("ledger"), new Ledger.Add(1)));
    }
    world.store.awaitHeld(5);
    ObjectId late = world.fresh("ledger");

    assertThat(world.send(late, new Ledger.Add(1))).isInstanceOf(Answer.Overloaded.class);
    world.store.release();
    held.forEach(one -> assertThat(world.answer(one)).isEqualTo(new Answer.Replied(1L)));
    world.sleepAll();

    TestNode.await(
        "room for one more",
        () -> world.send(late, new Ledger.Add(1)).equals(new Answer.Replied(1L)));
    world.host.close();
  }
}

package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.Caller;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.Ledger;
import dev.holdfast.runtime.host.Waker;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.TestCall;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that move to a node that came, whose clock is behind that of the one they were on. */
class MovedObjectsTest {
  private static final Duration BEHIND = Duration.ofSeconds(10);
  private static final int OF_EACH = 16;

  @TempDir private static Path data;
  private static TestCluster cluster;
  private static ContractWorld from;
  private static ContractWorld to;
  private static List<ObjectId> callers;
  private static List<ObjectId> wakers;
  private static final Map<ObjectId, Instant> STAMPS = new HashMap<>();

  @BeforeAll
  static void move() {
    cluster = TestCluster.on(data, Catalogue.of());
    from = cluster.start("node-from");
    from.clock.set(HandClock.START.plus(BEHIND));
    callers = some("caller");
    callers.forEach(id -> done(id, new Caller.Fetch(List.of("a", "b"), "lane")));
    from.eventually("an attempt each", () -> from.calls.waiting().size() == OF_EACH);
    wakers = some("waker");
    wakers.forEach(id -> done(id, new Waker.Set("tea", 5)));
    some("ledger").forEach(id -> STAMPS.put(id, from.ask(id, new Ledger.Stamp())));
    to = cluster.start("node-to");
    from.eventually(
        "half of them have moved",
        () -> STAMPS.keySet().stream().filter(MovedObjectsTest::moved).count() >= OF_EACH / 4);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private static List<ObjectId> some(String type) {
    return Stream.generate(() -> from.fresh(type)).limit(OF_EACH).toList();
  }

  private static void done(ObjectId id, Message message) {
    assertThat(from.send(id, message)).isEqualTo(new Answer.Done());
  }

  /** Asked for a commit, which only its own node makes. */
  private static boolean moved(ObjectId ledger) {
    from.askOnceBack(ledger, new Ledger.Add(1));
    return to.store.appendsOf(ledger) > 0;
  }

  @Test
  void their_time_does_not_go_back() {
    STAMPS.forEach((id, stamp) ->
        assertThat(from.askOnceBack(id, new Ledger.LookAtClock())).isAfterOrEqualTo(stamp));
    assertThat(to.clock.instant()).isBefore(HandClock.START.plus(BEHIND));
  }

  @Test
  void what_is_due_fires_on_the_node_they_came_to() {
    from.eventually(
        "some fire there",
        () -> {
          to.host.advance(Duration.ofSeconds(1));
          return wakers.stream().anyMatch(id -> to.store.appendsOf(id) > 0);
        });
    from.host.advance(Duration.ofSeconds(6));
    from.eventually("all fire", () -> wakers.stream().allMatch(MovedObjectsTest::fired));
    assertThat(wakers)
        .allSatisfy(id -> assertThat(from.askOnceBack(id, new Waker.Fired())).isEqualTo(1L));
  }

  private static boolean fired(ObjectId id) {
    return from.store.appendsOf(id) + to.store.appendsOf(id) >= 2;
  }

  @Test
  void a_call_under_way_is_not_made_again_and_what_follows_it_keeps_its_order() {
    from.eventually(
        "some have moved",
        () -> callers.stream().filter(MovedObjectsTest::touched).count() >= OF_EACH / 4);
    ObjectId moved = callers.stream().filter(MovedObjectsTest::touched).findFirst().orElseThrow();
    from.send(moved, new Caller.Fetch(List.of("c"), "lane"));
    answerAll(from, "a");
    answerAll(from, "b");
    from.eventually(
        "c is made last, where its object is",
        () -> {
          to.host.advance(Duration.ofSeconds(1));
          return to.calls.waiting().size() == 1;
        });
    assertThat(to.calls.next().url()).endsWith(moved.name() + "/c");
    to.calls.next().answer(200, "");
    from.eventually(
        "all have their results",
        () -> callers.stream().allMatch(id -> seen(id).startsWith("a:200: b:200:")));
    from.eventually("c too", () -> seen(moved).equals("a:200: b:200: c:200:"));
    assertThat(to.calls.waiting()).isEmpty();
    assertThat(from.calls.waiting()).isEmpty();
  }

  /** Loaded where it is now, so that its calls are handed in there. */
  private static boolean touched(ObjectId caller) {
    Answer _ = from.send(caller, new Caller.Mend());
    return to.store.appendsOf(caller) > 0;
  }

  private static String seen(ObjectId caller) {
    return from.askOnceBack(caller, new Caller.Seen());
  }

  /** Each is made once, by the node where it was asked for. */
  private static void answerAll(ContractWorld world, String name) {
    world.eventually(
        "an attempt each at " + name,
        () -> {
          world.clock.advance(Duration.ofSeconds(1));
          ((TestNode) world.host).nodeHost().lookForDue();
          return made(world, name).size() == OF_EACH;
        });
    assertThat(to.calls.waiting()).isEmpty();
    made(world, name).forEach(call -> call.answer(200, ""));
  }

  private static List<TestCall> made(ContractWorld world, String name) {
    return world.calls.waiting().stream().filter(call -> call.url().endsWith("/" + name)).toList();
  }
}

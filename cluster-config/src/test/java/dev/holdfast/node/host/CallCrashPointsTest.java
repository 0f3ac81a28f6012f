package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.Caller;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.TestCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's death between two steps of a call leaves. */
class CallCrashPointsTest {
  @TempDir private static Path data;
  private static TestNode.Storage storage;
  private NodeLives lives;
  private final ObjectId caller = new ObjectId("caller", UUID.randomUUID().toString());

  @BeforeAll
  static void startStorage() {
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  @BeforeEach
  void start() {
    lives = new NodeLives(storage, storage.store());
  }

  @AfterEach
  void close() {
    lives.close();
  }

  private CompletableFuture<Answer> fetch(String lane, String... names) {
    return lives.node().deliver(caller, new Caller.Fetch(List.of(names), lane));
  }

  private List<TestCall> waiting() {
    return lives.node().calls.waiting().stream()
        .filter(call -> call.url().contains(caller.name()))
        .toList();
  }

  /** The one attempt that is made, once it is; nobody asks the object meanwhile. */
  private TestCall attempt() {
    lives
        .node()
        .eventually(
            "an attempt",
            () -> {
              lives.node().host.advance(Duration.ofMillis(200));
              return !waiting().isEmpty();
            });
    assertThat(waiting()).hasSize(1);
    return waiting().getFirst();
  }

  private void die() {
    lives.kill();
    lives.startAfter(Duration.ZERO);
  }

  private void requireSeenOnce(String what) {
    lives
        .node()
        .eventually(
            "nothing left to do",
            () -> {
              lives.node().host.advance(Duration.ofSeconds(1));
              return lives.row(caller).isEmpty();
            });
    assertThat(lives.ask(caller, new Caller.Seen())).isEqualTo(what);
    lives.passAWhile();
    assertThat(lives.ask(caller, new Caller.Seen())).isEqualTo(what);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void before_the_commit_of_the_turn_that_asks_for_it_no_call_is_made() {
    lives.node().store.hold();
    var _ = fetch("", "a");
    lives.node().store.awaitHeld(1);
    die();
    lives.passAWhile();
    assertThat(waiting()).isEmpty();
    assertThat(lives.ask(caller, new Caller.Seen())).isEmpty();
  }

  @Test
  void a_call_under_way_when_the_node_dies_is_made_again_by_the_next_under_the_same_key() {
    ContractWorld first = lives.node();
    first.answer(fetch("", "a"));
    TestCall broken = attempt();
    assertThat(lives.row(caller)).isPresent();
    die();
    TestCall again = attempt();
    assertThat(again.idempotencyKey()).isEqualTo(broken.idempotencyKey());
    assertThat(again.traceparent()).isEqualTo(broken.traceparent());
    broken.answer(200, "too late: whoever would have heard it is dead");
    again.answer(200, "heard");
    requireSeenOnce("a:200:heard");
  }

  @Test
  void a_result_whose_commit_the_node_dies_in_is_brought_again() {
    lives.node().answer(fetch("", "a"));
    TestCall attempt = attempt();
    lives.node().store.hold();
    attempt.answer(200, "lost");
    lives.node().store.awaitHeld(1);
    die();
    attempt().answer(200, "heard");
    requireSeenOnce("a:200:heard");
  }

  @Test
  void a_result_that_was_committed_is_not_brought_again() {
    lives.node().answer(fetch("", "a"));
    TestCall attempt = attempt();
    lives.node().store.hold();
    attempt.answer(200, "heard");
    lives.node().store.awaitHeld(1);
    lives.node().store.releaseOne();
    die();
    requireSeenOnce("a:200:heard");
  }

  @Test
  void calls_in_a_lane_go_on_where_the_dead_node_left_them() {
    lives.node().answer(fetch("one", "a", "b", "c"));
    attempt().answer(200);
    lives.node().eventually("the second", () -> waiting().stream().anyMatch(c -> isOf(c, "b")));
    die();
    TestCall second = attempt();
    assertThat(second.url()).endsWith("/b");
    second.answer(200);
    attempt().answer(200);
    requireSeenOnce("a:200: b:200: c:200:");
  }

  private static boolean isOf(TestCall call, String name) {
    return call.url().endsWith("/" + name);
  }
}

package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.Caller;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.host.HandLease;
import dev.holdfast.runtime.host.Ledger;
import dev.holdfast.runtime.host.Teller;
import dev.holdfast.runtime.host.Waker;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.SocketOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose lease from the database lapses, and is valid again. */
class LapsedLeaseTest {
  private static final HandLease LEASE = new HandLease();

  @TempDir private static Path data;
  private static TestNode.Storage storage;
  private static ContractWorld world;

  @BeforeAll
  static void start() {
    storage = TestNode.Storage.start(data);
    world = TestNode.world(storage, ContractWorld.LIMITS, LEASE);
  }

  @AfterAll
  static void close() {
    world.host.close();
    storage.close();
  }

  @BeforeEach
  void startWithALease() {
    renew();
  }

  private static void renew() {
    LEASE.renew();
    awaitFit(true);
  }

  private static void lapse() {
    LEASE.lapse();
    awaitFit(false);
  }

  private static void awaitFit(boolean fit) {
    TestNode.await(
        "the node notices",
        () -> ((TestNode) world.host).nodeHost().unfitBecause().isEmpty() == fit);
  }

  @Test
  void it_decides_nothing_until_the_lease_is_valid_again() {
    ObjectId id = world.fresh("ledger");
    assertThat(world.send(id, new Ledger.Add(1))).isEqualTo(new Answer.Replied(1L));
    lapse();
    assertThat(world.send(id, new Ledger.Add(1))).isEqualTo(HandLease.NOT_DONE);
    assertThat(world.send(id, new Ledger.Read())).isEqualTo(HandLease.NOT_DONE);
    renew();
    assertThat(world.send(id, new Ledger.Add(1))).isEqualTo(new Answer.Replied(2L));
    assertThat(world.store.appendsOf(id)).isEqualTo(2);
  }

  @Test
  void a_lease_that_lapses_unnoticed_stops_what_is_decided_and_what_leaves() {
    ObjectId id = world.fresh("ledger");
    CompletableFuture<Answer> held = world.holdFirst(id, new Ledger.AddAndShout("late"));
    CompletableFuture<Answer> queued = world.deliver(id, new Ledger.Add(1));
    world.awaitQueued(id);
    LEASE.lapse();
    world.store.release();
    assertThat(world.answer(held)).isEqualTo(new Answer.OutcomeUnknown());
    assertThat(world.answer(queued)).isEqualTo(HandLease.NOT_DONE);
    renew();
    assertThat(world.send(id, new Ledger.AddAndShout("new"))).isEqualTo(new Answer.Replied(2L));
    assertThat(world.hub.ordersOf(id))
        .containsExactly(new SocketOrder.Broadcast(new Frame.Text("new")));
  }

  @Test
  void what_waits_behind_a_commit_learns_at_once_that_it_is_not_done() {
    ObjectId id = world.fresh("ledger");
    CompletableFuture<Answer> held = world.holdFirst(id, new Ledger.Add(1));
    CompletableFuture<Answer> queued = world.deliver(id, new Ledger.Add(1));
    world.awaitQueued(id);
    lapse();
    assertThat(world.answer(queued)).isEqualTo(HandLease.NOT_DONE);
    assertThat(held).isNotDone();
    world.store.release();
    assertThat(world.answer(held)).isEqualTo(new Answer.OutcomeUnknown());
  }

  @Test
  void messages_to_others_stay_in_the_outbox_and_go_when_it_is_valid_again() {
    ObjectId from = world.fresh("teller");
    ObjectId to = world.fresh("teller");
    var go = world.holdFirst(from, new Teller.Go(to.toString(), "either", 1, 2));
    lapse();
    world.store.release();
    assertThat(world.answer(go)).isEqualTo(new Answer.OutcomeUnknown());
    world.host.advance(Duration.ofSeconds(1));
    assertThat(world.store.appendsOf(to)).isZero();
    renew();
    world.eventually(
        "it hears both",
        () -> {
          world.host.advance(Duration.ofMillis(200));
          return world
              .send(to, new Teller.Heard())
              .equals(new Answer.Replied("%s:1 %1$s:2".formatted(from.name())));
        });
  }

  @Test
  void no_attempt_of_a_call_begins_until_it_is_valid_again() {
    ObjectId id = world.fresh("caller");
    var fetch = world.holdFirst(id, new Caller.Fetch(List.of("a"), ""));
    lapse();
    world.store.release();
    assertThat(world.answer(fetch)).isEqualTo(new Answer.OutcomeUnknown());
    world.host.advance(Duration.ofSeconds(5));
    assertThat(world.calls.waiting()).isEmpty();
    renew();
    world.eventually(
        "the attempt",
        () -> {
          world.host.advance(Duration.ofSeconds(1));
          return world.calls.waiting().size() == 1;
        });
    lapse();
    world.calls.next().answer(200);
    world.host.advance(Duration.ofSeconds(5));
    assertThat(world.store.appendsOf(id)).isEqualTo(1);
    renew();
    world.eventually(
        "its result takes effect",
        () -> {
          world.host.advance(Duration.ofSeconds(1));
          return world.store.appendsOf(id) == 2;
        });
  }

  @Test
  void no_alarm_fires_until_it_is_valid_again() {
    ObjectId id = world.fresh("waker");
    assertThat(world.send(id, new Waker.Set("tea", 2))).isEqualTo(new Answer.Done());
    lapse();
    world.host.advance(Duration.ofSeconds(3));
    assertThat(world.send(id, new Waker.Fired())).isEqualTo(HandLease.NOT_DONE);
    assertThat(world.store.appendsOf(id)).isEqualTo(1);
    renew();
    // Nobody asks it meanwhile: a question would have it find by itself what is due.
    world.eventually("it fires", () -> world.store.appendsOf(id) == 2);
    assertThat(world.send(id, new Waker.Fired())).isEqualTo(new Answer.Replied(1L));
  }

  @Test
  void an_object_whose_commit_was_refused_is_read_back_and_goes_on() {
    ObjectId id = world.fresh("ledger");
    assertThat(world.send(id, new Ledger.Add(1))).isEqualTo(new Answer.Replied(1L));
    CompletableFuture<Answer> held = world.holdFirst(id, new Ledger.Add(1));
    lapse();
    world.store.failOne(Fault.NOT_WRITTEN);
    assertThat(world.answer(held)).isInstanceOf(Answer.NotDone.class);
    world.store.release();
    renew();
    assertThat(world.<Long>askOnceBack(id, new Ledger.Add(1))).isEqualTo(2);
  }
}

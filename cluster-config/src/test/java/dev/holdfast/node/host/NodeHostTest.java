package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.host.HostContract;
import dev.holdfast.runtime.host.Ledger;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.NodeVitals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The host of a node keeps the contract, and what only it can be asked: threads and actors. */
class NodeHostTest extends HostContract {
  @TempDir static Path data;
  private static TestNode.Storage storage;

  @Override
  protected ContractWorld open() {
    storage = TestNode.Storage.start(data);
    return TestNode.world(storage, ContractWorld.LIMITS);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  private TestNode node() {
    return (TestNode) world().host;
  }

  private ObjectId fresh() {
    return world().fresh("stubborn");
  }

  private static void acquire(Semaphore semaphore) throws InterruptedException {
    assertThat(semaphore.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Time for the watchdog to find every handler overdue that runs now. */
  private void passHandlerDeadline() {
    world().clock.advance(ContractWorld.LIMITS.handlerDeadline().plusMillis(1));
  }

  @Test
  void a_handler_that_never_ends_is_abandoned_and_its_object_answers_the_next_event()
      throws Exception {
    ObjectId id = fresh();
    assertThat(world().ask(id, new Stubborn.Add())).isEqualTo(1);
    Stubborn.INTERRUPTED.drainPermits();
    var blocked = world().deliver(id, new Stubborn.Block());
    acquire(Stubborn.ENTERED);
    var queued = world().deliver(id, new Stubborn.Add());
    assertThat(blocked).isNotDone();

    passHandlerDeadline();

    assertThat(world().answer(blocked))
        .isInstanceOfSatisfying(
            Answer.Overran.class, overran -> assertThat(overran.errorId()).hasSize(26));
    assertThat(world().answer(queued)).isInstanceOf(Answer.NotDone.class);
    acquire(Stubborn.INTERRUPTED);
    assertThat(world().askOnceBack(id, new Stubborn.Add())).isEqualTo(2);

    Stubborn.letGo();
    assertThat(world().ask(id, new Stubborn.Add())).isEqualTo(3);
    for (int i = 0; i < 20; i++) {
      assertThat(world().ask(id, new Stubborn.IsInterrupted())).isFalse();
    }
  }

  @Test
  void a_turn_that_never_ended_is_shown_as_overran_and_not_as_done() throws Exception {
    ObjectId id = fresh();
    var blocked = world().deliver(id, new Stubborn.Block());
    acquire(Stubborn.ENTERED);

    passHandlerDeadline();

    assertThat(world().answer(blocked)).isInstanceOf(Answer.Overran.class);
    Stubborn.letGo();
    world().askOnceBack(id, new Stubborn.Add());
    assertThat(node().nodeHost().recentTurns())
        .filteredOn(turn -> turn.object().equals(id))
        .extracting(NodeVitals.TurnSeen::event, NodeVitals.TurnSeen::outcome)
        .containsExactly(tuple("add", "done"), tuple("block", "overran"));
  }

  @Test
  void an_alarm_whose_handler_never_ends_counts_as_an_attempt_that_failed() throws Exception {
    ObjectId id = fresh();
    world().send(id, new Stubborn.SetAlarm());
    acquire(Stubborn.ENTERED);
    passHandlerDeadline();
    acquire(Stubborn.INTERRUPTED);
    Stubborn.letGo();
    List<String> outcomes = new ArrayList<>();
    world()
        .eventually(
            "the second attempt",
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              outcomes.clear();
              node().nodeHost().recentTurns().stream()
                  .filter(turn -> turn.object().equals(id) && turn.event().equals("alarm"))
                  .forEach(turn -> outcomes.add(turn.outcome()));
              return outcomes.contains("done");
            });
    assertThat(outcomes).containsExactly("done", "overran");
  }

  @Test
  void an_object_that_cannot_be_read_is_logged_under_the_id_that_its_caller_got() {
    Logger host = (Logger) LoggerFactory.getLogger("dev.holdfast.runtime.host");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ObjectId id = world().fresh("ledger");
    host.setLevel(Level.ERROR);
    host.setAdditive(false);
    host.addAppender(log);
    try {
      world().store.failNextLoad(id, new UnreadableException("event 1 makes no sense"));
      Answer answer = world().send(id, new Ledger.Add(1));

      String errorId = ((Answer.Unreadable) answer).errorId();
      assertThat(log.list)
          .anySatisfy(line ->
              assertThat(line.getKeyValuePairs())
                  .extracting(pair -> pair.key, pair -> pair.value.toString())
                  .contains(tuple("object", id.toString()), tuple("error", errorId)));
    } finally {
      host.detachAppender(log);
      host.setAdditive(true);
      host.setLevel(Level.OFF);
    }
  }

  @Test
  void every_event_to_an_object_that_cannot_be_read_is_told_so_under_one_id() {
    for (int round = 0; round < 200; round++) {
      ObjectId id = world().fresh("ledger");
      world().store.failNextLoad(id, new UnreadableException("event 1 makes no sense"));

      Answer first = world().send(id, new Ledger.Add(1));

      assertThat(first).isInstanceOf(Answer.Unreadable.class);
      assertThat(world().send(id, new Ledger.Add(1))).isEqualTo(first);
    }
  }

  @Test
  void an_object_that_could_not_be_read_is_read_again_after_its_idle_time() {
    ObjectId id = world().fresh("napper");
    world().ask(id, new Ledger.Add(1));
    world().sleepAll();
    world().store.failNextLoad(id, new UnreadableException("event 1 makes no sense"));
    Answer first = world().send(id, new Ledger.Read());
    world().clock.advance(ContractWorld.NAP.dividedBy(2));
    assertThat(world().send(id, new Ledger.Read())).isEqualTo(first);

    world().clock.advance(ContractWorld.NAP.dividedBy(2));
    world().host.awaitAllAsleep();

    assertThat(world().askOnceBack(id, new Ledger.Read())).isEqualTo(1);
  }

  @Test
  void events_decided_before_the_one_that_never_ends_are_not_done() throws Exception {
    ObjectId id = fresh();
    var first = world().holdFirst(id, new Stubborn.Add());
    var second = world().deliver(id, new Stubborn.Add());
    var blocked = world().deliver(id, new Stubborn.Block());
    var last = world().deliver(id, new Stubborn.Add());
    world().awaitQueued(id);
    world().store.release();
    acquire(Stubborn.ENTERED);

    passHandlerDeadline();

    assertThat(world().answer(first)).isEqualTo(new Answer.Replied(1L));
    assertThat(world().answer(blocked)).isInstanceOf(Answer.Overran.class);
    assertThat(world().answer(second)).isInstanceOf(Answer.NotDone.class);
    assertThat(world().answer(last)).isInstanceOf(Answer.NotDone.class);
    Stubborn.letGo();
    assertThat(world().askOnceBack(id, new Stubborn.Add())).isEqualTo(2);
  }

  @Test
  void an_onWake_that_never_ends_is_abandoned_as_well() throws Exception {
    ObjectId id = fresh();
    world().ask(id, new Stubborn.Add());
    world().sleepAll();
    Stubborn.BLOCKED_AT_WAKING.add(id.name());
    var first = world().deliver(id, new Stubborn.Add());
    acquire(Stubborn.ENTERED);

    passHandlerDeadline();

    assertThat(world().answer(first)).isInstanceOf(Answer.Overran.class);
    Stubborn.letGo();
    assertThat(world().askOnceBack(id, new Stubborn.Add())).isEqualTo(2);
  }

  @Test
  void handlers_that_never_end_hold_up_no_other_object() throws Exception {
    List<CompletableFuture<Answer>> blocked = new ArrayList<>();
    for (int i = 0; i < TestNode.HANDLER_THREADS; i++) {
      blocked.add(world().deliver(fresh(), new Stubborn.Block()));
      acquire(Stubborn.ENTERED);
    }
    var waiting = world().deliver(fresh(), new Stubborn.Add());
    assertThat(waiting).isNotDone();

    passHandlerDeadline();

    assertThat(world().answer(waiting)).isEqualTo(new Answer.Replied(1L));
    for (CompletableFuture<Answer> one : blocked) {
      assertThat(world().answer(one)).isInstanceOf(Answer.Overran.class);
    }
    Stubborn.letGo();
  }

  @Test
  void a_node_that_lost_too_many_threads_says_that_it_is_unfit_until_they_are_back()
      throws Exception {
    assertThat(node().nodeHost().unfitBecause()).isEmpty();
    for (int i = 0; i < 9; i++) {
      var blocked = world().deliver(fresh(), new Stubborn.Block());
      acquire(Stubborn.ENTERED);
      passHandlerDeadline();
      assertThat(world().answer(blocked)).isInstanceOf(Answer.Overran.class);
    }
    assertThat(node().nodeHost().unfitBecause()).hasSize(1);

    Stubborn.letGo();

    TestNode.await("fit again", () -> node().nodeHost().unfitBecause().isEmpty());
    assertThat(world().ask(fresh(), new Stubborn.Add())).isEqualTo(1);
  }

  @Test
  void an_event_that_meets_an_object_on_its_way_out_is_answered() {
    ObjectId id = world().fresh("ledger");
    long added = 0;
    for (int round = 0; round < 60; round++) {
      List<CompletableFuture<Answer>> pending = new ArrayList<>();
      world().clock.advance(Duration.ofSeconds(11));
      node().sweep();
      for (int i = 0; i < 5; i++) {
        pending.add(world().deliver(id, new Ledger.Add(1)));
      }
      for (CompletableFuture<Answer> one : pending) {
        Answer answer = world().answer(one);
        assertThat(answer).isInstanceOfAny(Answer.Replied.class, Answer.NotDone.class);
        added += answer instanceof Answer.Replied ? 1 : 0;
      }
    }

    assertThat(world().askOnceBack(id, new Ledger.Read())).isEqualTo(added);
    assertThat(added).isPositive();
  }

  @Test
  void an_objects_trouble_costs_no_other_object_its_commit() {
    ObjectId troubled = world().fresh("ledger");
    world().ask(troubled, new Ledger.Add(1));
    List<CompletableFuture<Answer>> others = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      if (i % 10 == 0) {
        world().store.failNextAppend(troubled, Fault.NOT_WRITTEN);
        assertThat(world().send(troubled, new Ledger.Add(1))).isInstanceOf(Answer.NotDone.class);
      }
      others.add(world().deliver(world().fresh("ledger"), new Ledger.Add(1)));
    }

    for (CompletableFuture<Answer> one : others) {
      assertThat(world().answer(one)).isEqualTo(new Answer.Replied(1L));
    }
    assertThat(world().askOnceBack(troubled, new Ledger.Read())).isEqualTo(1);
  }
}

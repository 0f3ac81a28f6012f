package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Row 6 of the contract: group commit. */
interface BatchPromises {
  List<Fault> FAULTS = List.of(Fault.values());

  ContractWorld world();

  @Test
  default void events_queued_during_a_commit_become_one_further_commit() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Add(1));
    List<CompletableFuture<Answer>> queued = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      queued.add(world().deliver(id, new Ledger.Add(1)));
    }
    world().awaitQueued(id);
    world().store.release();

    assertThat(world().answer(first)).isEqualTo(new Answer.Replied(1L));
    List<Answer> answers = world().answers(queued);
    for (int i = 0; i < 16; i++) {
      assertThat(answers.get(i)).isEqualTo(new Answer.Replied(i + 2L));
    }
    assertThat(world().store.appendsOf(id)).isEqualTo(2);
  }

  @Test
  default void a_batch_is_bounded_by_count() {
    ObjectId id = world().fresh("ledger");
    List<CompletableFuture<Answer>> all = new ArrayList<>();
    all.add(world().holdFirst(id, new Ledger.Add(1)));
    for (int i = 0; i < ContractWorld.LIMITS.batchEventsMax() + 1; i++) {
      all.add(world().deliver(id, new Ledger.Add(1)));
    }
    world().awaitQueued(id);
    world().store.release();

    assertThat(world().answers(all)).last().isEqualTo(new Answer.Replied((long) all.size()));
    assertThat(world().store.appendsOf(id)).isEqualTo(3);
  }

  @Test
  default void a_batch_is_bounded_by_the_bytes_of_its_events() {
    ObjectId id = world().fresh("ledger");
    List<CompletableFuture<Answer>> all = new ArrayList<>();
    all.add(world().holdFirst(id, new Ledger.Add(1)));
    for (int i = 0; i < 5; i++) {
      int bytes = ContractWorld.LIMITS.batchBytesMax() / 2;
      all.add(world().deliver(world().sized(world().delivery(id, new Ledger.Add(1)), bytes)));
    }
    world().awaitQueued(id);
    world().store.release();

    assertThat(world().answers(all)).last().isEqualTo(new Answer.Replied(6L));
    assertThat(world().store.appendsOf(id)).isEqualTo(4);
  }

  @Test
  default void a_batch_is_bounded_by_the_bytes_it_stores_and_the_rest_keeps_its_place() {
    ObjectId id = world().fresh("ledger");
    List<CompletableFuture<Answer>> all = new ArrayList<>();
    all.add(world().holdFirst(id, new Ledger.Note("0")));
    for (int i = 1; i <= 6; i++) {
      all.add(world().deliver(id, new Ledger.Note(i + "x".repeat(900))));
    }
    world().awaitQueued(id);
    world().store.release();

    List<Answer> answers = world().answers(all);
    for (int i = 0; i <= 6; i++) {
      assertThat(answers.get(i)).isEqualTo(new Answer.Replied(i + 1L));
    }
    assertThat(world().store.appendsOf(id)).isEqualTo(3);
  }

  @Test
  default void the_same_id_twice_in_a_batch_waits_for_the_first() {
    ObjectId id = world().fresh("ledger");
    var _ = world().holdFirst(id, new Ledger.Add(1));
    var add = world().withId(world().delivery(id, new Ledger.Add(1)), "twice");
    var one = world().deliver(add);
    var other = world().deliver(add);
    world().awaitQueued(id);
    world().store.releaseOne();
    world().store.awaitHeld(1);

    assertThat(one).isNotDone();
    assertThat(other).isNotDone();
    world().store.release();
    assertThat(world().answers(List.of(one, other)))
        .containsExactly(new Answer.Replied(2L), new Answer.Replied(2L));
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(2);
  }

  @Test
  default void the_same_id_while_the_first_is_in_flight_waits_for_it() {
    ObjectId id = world().fresh("ledger");
    var add = world().withId(world().delivery(id, new Ledger.Add(1)), "in-flight");
    world().store.hold();
    var one = world().deliver(add);
    world().store.awaitHeld(1);
    var other = world().deliver(add);
    world().awaitQueued(id);

    assertThat(other).isNotDone();
    world().store.release();
    assertThat(world().answers(List.of(one, other)))
        .containsExactly(new Answer.Replied(1L), new Answer.Replied(1L));
    assertThat(world().store.appendsOf(id)).isEqualTo(1);
  }

  @Test
  default void every_event_is_answered_once_and_truly_while_commits_fail_at_random() {
    ObjectId id = world().fresh("ledger");
    Random random = new Random(20261121);
    long certain = 0;
    long possible = 0;
    for (int round = 0; round < 40; round++) {
      if (random.nextInt(3) == 0) {
        world().store.failNextAppend(id, FAULTS.get(random.nextInt(3)));
      }
      List<CompletableFuture<Answer>> pending = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        pending.add(world().deliver(id, new Ledger.Add(1)));
      }
      for (Answer answer : world().answers(pending)) {
        assertThat(answer)
            .isInstanceOfAny(
                Answer.Replied.class, Answer.NotDone.class, Answer.OutcomeUnknown.class);
        certain += answer instanceof Answer.Replied ? 1 : 0;
        possible += answer instanceof Answer.NotDone ? 0 : 1;
      }
    }

    assertThat(world().askOnceBack(id, new Ledger.Read())).isBetween(certain, possible);
  }
}

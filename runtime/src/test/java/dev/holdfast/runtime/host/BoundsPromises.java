package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rows 11 to 13 of the contract: sleep, bounds and time. */
interface BoundsPromises {
  ContractWorld world();

  @Test
  default void an_idle_object_leaves_memory_after_its_types_time_and_is_intact_after() {
    ObjectId id = world().fresh("napper");
    world().ask(id, new Ledger.Add(1));
    world().ask(id, new Ledger.Note("kept"));

    long wakes = world().host.counters().wakes();
    world().clock.advance(ContractWorld.NAP.minusMillis(1));
    world().host.sweep();
    assertThat(world().host.isAwake(id)).isTrue();
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
    assertThat(world().host.counters().wakes()).isEqualTo(wakes);
    world().clock.advance(ContractWorld.NAP);
    world().host.awaitAllAsleep();
    assertThat(world().host.isAwake(id)).isFalse();

    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(2);
    assertThat(world().ask(id, new Ledger.Note("more"))).isEqualTo(2);
    assertThat(world().host.isAwake(id)).isTrue();
  }

  @Test
  default void an_object_with_a_commit_in_flight_does_not_sleep() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Add(1));
    var second = world().deliver(id, new Ledger.Add(1));
    world().awaitQueued(id);

    world().clock.advance(Duration.ofSeconds(20));
    world().host.sweep();
    world().store.release();

    assertThat(world().answers(List.of(first, second)))
        .containsExactly(new Answer.Replied(1L), new Answer.Replied(2L));
  }

  @Test
  default void a_state_far_larger_than_its_last_snapshot_is_read_back_whole() {
    ObjectId id = world().fresh("ledger");
    for (int i = 0; i < 120; i++) {
      world().send(id, new Ledger.Put("key-" + i % 9, i + "x".repeat(900)));
      world().ask(id, new Ledger.Add(1));
    }
    world().sleepAll();

    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(120);
    for (int i = 111; i < 120; i++) {
      assertThat(world().ask(id, new Ledger.Get("key-" + i % 9))).startsWith(i + "x");
    }
  }

  @Test
  default void a_queue_is_bounded_by_count() {
    ObjectId id = world().fresh("ledger");
    List<CompletableFuture<Answer>> all = new ArrayList<>();
    all.add(world().holdFirst(id, new Ledger.Add(1)));
    int most = ContractWorld.LIMITS.queueEventsMax();
    for (int i = 0; i < most; i++) {
      all.add(world().deliver(id, new Ledger.Add(1)));
    }

    Answer turnedAway = world().send(id, new Ledger.Add(1));
    world().store.release();

    assertThat(turnedAway)
        .isInstanceOfSatisfying(
            Answer.Overloaded.class, o -> assertThat(o.retryAfter()).isPositive());
    assertThat(world().answers(all)).allMatch(answer -> answer instanceof Answer.Replied);
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(most + 1);
  }

  @Test
  default void a_queue_is_bounded_by_bytes() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Add(1));
    int most = Math.toIntExact(ContractWorld.LIMITS.queueBytesMax());
    var fits = world().deliver(world().sized(world().delivery(id, new Ledger.Add(1)), most - 10));

    Answer turnedAway = world().send(world().sized(world().delivery(id, new Ledger.Add(1)), 11));
    var fitsToo = world().deliver(world().sized(world().delivery(id, new Ledger.Add(1)), 10));
    world().store.release();

    assertThat(turnedAway).isInstanceOf(Answer.Overloaded.class);
    assertThat(world().answers(List.of(first, fits, fitsToo)))
        .containsExactly(new Answer.Replied(1L), new Answer.Replied(2L), new Answer.Replied(3L));
  }

  @Test
  default void an_event_whose_caller_has_stopped_waiting_is_not_decided() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Add(1));
    Duration minute = Duration.ofMinutes(1);
    var late = world().deliver(world().within(world().delivery(id, new Ledger.Add(10)), minute));
    var patient =
        world()
            .deliver(
                world().within(world().delivery(id, new Ledger.Add(1)), minute.multipliedBy(2)));
    world().awaitQueued(id);
    world().clock.advance(minute);
    world().store.release();

    assertThat(world().answer(late)).isInstanceOf(Answer.NotDone.class);
    assertThat(world().answers(List.of(first, patient)))
        .containsExactly(new Answer.Replied(1L), new Answer.Replied(2L));
  }

  @Test
  default void a_value_over_the_limit_is_refused_and_the_caller_is_told_which() {
    ObjectId id = world().fresh("ledger");
    int most = ContractWorld.LIMITS.valueBytesMax();

    Answer tooLarge = world().send(id, new Ledger.Put("key", "x".repeat(most)));

    assertThat(tooLarge)
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.TOO_LARGE);
              assertThat(refused.refusal().detail()).contains("'key'", "limit " + most);
            });
    assertThat(world().ask(id, new Ledger.Exists())).isFalse();
    // One byte says of which type a value is, and the key's name counts.
    assertThat(world().send(id, new Ledger.Put("key", "x".repeat(most - 4))))
        .isEqualTo(new Answer.Done());
    assertThat(world().send(id, new Ledger.Put("key", "x".repeat(most - 3))))
        .isInstanceOf(Answer.Refused.class);
  }

  @Test
  default void an_object_over_its_limit_is_refused_and_may_replace_what_it_has() {
    ObjectId id = world().fresh("ledger");
    for (int i = 0; i < 10; i++) {
      assertThat(world().send(id, new Ledger.Put("key-" + i, "x".repeat(990))))
          .isEqualTo(new Answer.Done());
    }

    assertThat(world().send(id, new Ledger.Put("another", "x".repeat(990))))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.TOO_LARGE));

    assertThat(world().send(id, new Ledger.Put("key-0", "y".repeat(990))))
        .isEqualTo(new Answer.Done());
    assertThat(world().ask(id, new Ledger.Get("another"))).isEqualTo("nothing");
  }

  @Test
  default void the_head_of_a_log_moves_on_and_pages_begin_there() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Keep("1"));
    for (int i = 2; i <= 8; i++) {
      var _ = world().deliver(id, new Ledger.Keep(Integer.toString(i)));
    }
    world().awaitQueued(id);
    world().store.release();
    world().answer(first);

    assertThat(world().ask(id, new Ledger.Kept())).isEqualTo("6 to 8");
    world().sleepAll();
    assertThat(world().ask(id, new Ledger.Kept())).isEqualTo("6 to 8");
    var page = world().ask(id, new Ledger.KeptPage(0, 2));
    assertThat(page.entries()).extracting(entry -> entry.value()).containsExactly("6", "7");
    assertThat(page.next()).isEqualTo(7);
    assertThat(page.tail()).isEqualTo(8);
    assertThat(world().ask(id, new Ledger.KeptPage(-5, 0)).entries()).hasSize(1);
    assertThat(world().ask(id, new Ledger.KeptPage(8, 10)).entries()).isEmpty();
    assertThat(world().ask(id, new Ledger.KeptPage(1_000, 10)).next()).isEqualTo(1_000);
  }

  @Test
  default void entries_older_than_their_log_keeps_them_go_when_it_grows_also_after_sleep() {
    ObjectId id = world().fresh("ledger");
    var _ = world().ask(id, new Ledger.KeepBriefly("first"));
    world().clock.advance(Duration.ofMinutes(40));
    assertThat(world().ask(id, new Ledger.KeepBriefly("second")).entries()).hasSize(2);
    // Sleeping takes some minutes of its own.
    world().sleepAll();
    world().clock.advance(Duration.ofMinutes(10));
    assertThat(world().ask(id, new Ledger.KeepBriefly("third")).entries()).hasSize(3);
    world().sleepAll();
    world().clock.advance(Duration.ofMinutes(15));
    assertThat(world().ask(id, new Ledger.KeepBriefly("fourth")).entries())
        .extracting(entry -> entry.value())
        .containsExactly("second", "third", "fourth");
  }

  @Test
  default void keys_count_by_their_bytes_and_not_by_their_characters() {
    ObjectId id = world().fresh("ledger");
    // 920 bytes each, 520 characters: by those there would be room for more.
    for (int i = 0; i < 10; i++) {
      assertThat(world().send(id, new Ledger.Put("\u00e9".repeat(400) + i, "x".repeat(120))))
          .isEqualTo(new Answer.Done());
    }

    assertThat(world().send(id, new Ledger.Put("\u00e9".repeat(400) + "x", "x".repeat(120))))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.TOO_LARGE));
  }

  @Test
  default void time_never_goes_back_for_an_object_even_when_the_clock_does() {
    ObjectId id = world().fresh("ledger");
    Instant before = world().clock.instant();
    Instant stamped = world().ask(id, new Ledger.Stamp());
    assertThat(stamped).isEqualTo(before);

    world().clock.set(before.minus(Duration.ofHours(1)));
    try {
      assertThat(world().ask(id, new Ledger.LookAtClock())).isEqualTo(stamped);
      world().sleepAll();
      assertThat(world().ask(id, new Ledger.LookAtClock())).isEqualTo(stamped);
      assertThat(world().ask(id, new Ledger.Stamp())).isEqualTo(stamped);
    } finally {
      world().clock.set(before.plus(Duration.ofHours(1)));
    }
    assertThat(world().ask(id, new Ledger.LookAtClock())).isEqualTo(world().clock.instant());
  }

  @Test
  default void time_seen_by_a_turn_that_stored_nothing_is_not_taken_back_either() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Add(1));
    world().clock.advance(Duration.ofHours(1));
    Instant seen = world().ask(id, new Ledger.LookAtClock());
    world().sleepAll();

    Instant reached = world().clock.instant();
    world().clock.set(seen.minus(Duration.ofMinutes(30)));
    try {
      assertThat(world().ask(id, new Ledger.LookAtClock())).isAfterOrEqualTo(seen);
    } finally {
      world().clock.set(reached);
    }
  }

  @Test
  default void what_happened_is_counted() {
    ObjectId id = world().fresh("ledger");
    var before = world().host.counters();

    world().ask(id, new Ledger.Add(1));
    world().ask(id, new Ledger.Read());
    world().send(id, new Ledger.Refuse());
    world().send(id, new Ledger.GoWrong(Ledger.Way.THROW));

    var after = world().host.counters();
    assertThat(after.turns() - before.turns()).isEqualTo(4);
    assertThat(after.commits() - before.commits()).isEqualTo(1);
    assertThat(after.refused() - before.refused()).isEqualTo(1);
    assertThat(after.failed() - before.failed()).isEqualTo(1);
    assertThat(after.wakes() - before.wakes()).isEqualTo(1);
  }
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 8 of the contract: alarms fire, once, never early, whatever happens between. */
interface AlarmPromises {
  ContractWorld world();

  /** Past the pauses of wake-ups that are sent again and of attempts that are tried again. */
  Duration A_WHILE = Duration.ofSeconds(40);

  private void set(ObjectId id, String name, long seconds) {
    assertThat(world().send(id, new Waker.Set(name, seconds))).isEqualTo(new Answer.Done());
  }

  /** Passes time until so many alarms of the object took effect. */
  private void awaitFired(ObjectId id, long count) {
    world()
        .eventually(
            "%d alarms of %s".formatted(count, id),
            () -> {
              world().host.advance(Duration.ZERO);
              return fired(id) == count;
            });
  }

  private long fired(ObjectId id) {
    return world().askOnceBack(id, new Waker.Fired());
  }

  @Test
  default void an_alarm_wakes_its_object_at_its_time_and_takes_effect_once() {
    ObjectId id = world().fresh("waker");
    set(id, "tea", 600);
    world().sleepAll();
    world().host.advance(Duration.ofSeconds(530));
    assertThat(fired(id)).isZero();
    world().sleepAll();

    awaitFired(id, 1);

    world().host.advance(A_WHILE);
    world().host.advance(A_WHILE);
    assertThat(fired(id)).isEqualTo(1);
  }

  @Test
  default void a_cleared_alarm_does_not_fire_and_a_moved_one_fires_at_its_new_time_only() {
    ObjectId cleared = world().fresh("waker");
    set(cleared, "tea", 60);
    world().send(cleared, new Waker.Clear("tea"));
    ObjectId moved = world().fresh("waker");
    set(moved, "tea", 60);
    set(moved, "tea", 3_600);

    world().host.advance(Duration.ofMinutes(30));
    world().host.advance(A_WHILE);

    assertThat(fired(cleared)).isZero();
    assertThat(fired(moved)).isZero();
    world().host.advance(Duration.ofMinutes(30));
    awaitFired(moved, 1);
  }

  @ParameterizedTest
  @EnumSource
  default void an_alarm_whose_commit_fails_takes_effect_once_all_the_same(Fault fault) {
    ObjectId id = world().fresh("waker");
    set(id, "tea", 60);
    world().store.failNextAppend(id, fault);

    world().host.advance(Duration.ofSeconds(60));
    world().eventually("the commit that fails", () -> world().store.appendsOf(id) >= 2);
    world().host.advance(A_WHILE);

    awaitFired(id, 1);
    world().host.advance(A_WHILE);
    assertThat(fired(id)).isEqualTo(1);
  }

  @Test
  default void an_alarm_is_counted_once_its_commit_is_durable_and_not_before() {
    ObjectId id = world().fresh("waker");
    set(id, "tea", 60);
    world().store.hold();
    long before = world().host.alarms().fired();
    world().host.advance(Duration.ofSeconds(60));
    world().store.awaitHeld(1);
    assertThat(world().host.alarms().fired()).isEqualTo(before);
    world().store.release();
    awaitFired(id, 1);
    assertThat(world().host.alarms().fired()).isGreaterThan(before);
  }

  @Test
  default void what_an_alarm_sends_waits_for_its_commit_also_when_its_turn_stores_nothing() {
    ObjectId id = world().fresh("waker");
    set(id, "shout", 60);
    world().store.hold();
    world().host.advance(Duration.ofSeconds(60));
    world().store.awaitHeld(1);
    assertThat(world().hub.ordersOf(id)).isEmpty();
    world().store.release();
    world().eventually("what it sends", () -> world().hub.ordersOf(id).size() == 1);
  }

  @Test
  default void an_alarm_that_fails_is_tried_again() {
    ObjectId id = world().fresh("waker");
    set(id, "bad", 60);
    world().host.advance(Duration.ofSeconds(60));
    world().eventually("the first attempt", () -> world().store.appendsOf(id) >= 2);
    assertThat(fired(id)).isZero();
    world().host.advance(Duration.ofSeconds(3));
    awaitFired(id, 1);
  }

  @Test
  default void an_alarm_that_failed_for_good_is_kept_and_can_be_tried_again_or_discarded() {
    ObjectId id = world().fresh("waker");
    set(id, "worse", 60);
    set(id, "worse 2", 60);
    world()
        .eventually(
            "both given up",
            () -> {
              world().host.advance(Duration.ofMinutes(1));
              return show(id).letters().size() == 2;
            });
    List<DeadLetter> letters = show(id).letters();
    assertThat(letters)
        .extracting(DeadLetter::subject)
        .containsExactlyInAnyOrder("worse", "worse 2");
    assertThat(letters.getFirst().error()).contains("it fails");
    assertThat(letters).extracting(DeadLetter::attempts).containsOnly(Limits.ALARM_ATTEMPTS_MAX);
    assertThat(fired(id)).isZero();

    world().send(id, new Waker.Mend());
    world().sleepAll();
    assertThat(operate(id, new Operation.Redrive(letters.get(0).id())))
        .isEqualTo(new Answer.Done());
    assertThat(operate(id, new Operation.Discard(letters.get(1).id())))
        .isEqualTo(new Answer.Done());

    awaitFired(id, 1);
    assertThat(show(id)).isEqualTo(new ObjectAlarms(List.of(), List.of()));
  }

  private Answer operate(ObjectId id, Operation operation) {
    return world().answer(world().deliver(id, new ObjectEvent.Operated(operation)));
  }

  private ObjectAlarms show(ObjectId id) {
    return ContractWorld.reply(operate(id, new Operation.ShowAlarms()));
  }

  @Test
  default void more_alarms_than_the_bound_are_refused() {
    ObjectId id = world().fresh("waker");
    for (int i = 0; i < ContractWorld.LIMITS.alarmsMax(); i++) {
      set(id, "a" + i, 3_600);
    }
    assertThat(world().send(id, new Waker.Set("one more", 3_600)))
        .isInstanceOf(Answer.Refused.class);
    set(id, "a1", 7_200);
  }
}

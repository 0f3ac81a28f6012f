package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.testing.TestCall;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 9 of the contract: calls to the outside, whose results take effect once. */
interface CallPromises {
  ContractWorld world();

  private ObjectId caller() {
    return world().fresh("caller");
  }

  private void fetch(ObjectId id, String lane, String... names) {
    assertThat(world().send(id, new Caller.Fetch(List.of(names), lane)))
        .isEqualTo(new Answer.Done());
  }

  private List<String> waiting(ObjectId id) {
    String prefix = Caller.url(id.name(), "");
    return world().calls.waiting().stream()
        .map(TestCall::url)
        .filter(url -> url.startsWith(prefix))
        .map(url -> url.substring(prefix.length()))
        .toList();
  }

  /** The attempt, once it is made. */
  private TestCall attempt(ObjectId id, String name) {
    AtomicReference<TestCall> found = new AtomicReference<>();
    String url = Caller.url(id.name(), name);
    world()
        .eventually(
            "a call of " + url,
            () -> {
              world().calls.waiting().stream()
                  .filter(call -> call.url().equals(url))
                  .findFirst()
                  .ifPresent(found::set);
              return found.get() != null;
            });
    return found.get();
  }

  /** Asked until it answers: its commit may fail. */
  private String seen(ObjectId id) {
    AtomicReference<Answer> answer = new AtomicReference<>();
    world()
        .eventually(
            "an answer of " + id,
            () -> {
              answer.set(world().send(id, new Caller.Seen()));
              return answer.get() instanceof Answer.Replied;
            });
    return ContractWorld.reply(answer.get());
  }

  private void awaitSeen(ObjectId id, String what) {
    world()
        .eventually(
            id + " sees " + what,
            () -> {
              world().host.advance(Duration.ofMillis(100));
              return seen(id).equals(what);
            });
  }

  private void nothingMore(ObjectId id, String what) {
    for (int i = 0; i < 3; i++) {
      world().host.advance(Duration.ofSeconds(40));
    }
    assertThat(seen(id)).isEqualTo(what);
    assertThat(waiting(id)).isEmpty();
  }

  @Test
  default void what_comes_of_a_call_is_an_event_that_takes_effect_once() {
    ObjectId id = caller();
    fetch(id, "", "a");
    attempt(id, "a").answer(200, "hello");
    awaitSeen(id, "a:200:hello");
    nothingMore(id, "a:200:hello");
  }

  @Test
  default void a_call_waits_for_the_commit_of_the_turn_that_asks_for_it() {
    ObjectId id = caller();
    var asked = world().holdFirst(id, new Caller.Fetch(List.of("a"), ""));
    assertThat(waiting(id)).isEmpty();
    world().store.release();
    assertThat(world().answer(asked)).isEqualTo(new Answer.Done());
    attempt(id, "a").answer(200);
    awaitSeen(id, "a:200:");
  }

  @ParameterizedTest
  @EnumSource
  default void a_result_takes_effect_once_when_its_commit_fails(Fault fault) {
    ObjectId id = caller();
    fetch(id, "", "a");
    TestCall attempt = attempt(id, "a");
    world().store.failNextAppend(id, fault);
    attempt.answer(200);
    awaitSeen(id, "a:200:");
    nothingMore(id, "a:200:");
  }

  @Test
  default void a_call_is_tried_again_under_the_same_key_until_its_policy_has_enough() {
    ObjectId id = caller();
    fetch(id, "", "a");
    TestCall first = attempt(id, "a");
    first.answer(503);
    assertThat(waiting(id)).isEmpty();
    world().host.advance(Duration.ofSeconds(1));
    TestCall second = attempt(id, "a");
    second.fail(Why.CONNECT_FAILED);
    world().host.advance(Duration.ofSeconds(2));
    TestCall third = attempt(id, "a");
    third.fail(Why.TIMED_OUT);
    awaitSeen(id, "a:timed-out:3");
    assertThat(List.of(second.idempotencyKey(), third.idempotencyKey()))
        .containsOnly(first.idempotencyKey());
    assertThat(List.of(second.traceparent(), third.traceparent()))
        .containsOnly(first.traceparent());
    assertThat(first.idempotencyKey()).hasSize(26);
    nothingMore(id, "a:timed-out:3");
  }

  @Test
  default void a_call_waits_as_long_as_the_other_side_asks_for() {
    ObjectId id = caller();
    fetch(id, "", "a");
    attempt(id, "a").notNow(429, Duration.ofMinutes(2));
    world().host.advance(Duration.ofSeconds(100));
    assertThat(waiting(id)).isEmpty();
    world().host.advance(Duration.ofSeconds(20));
    attempt(id, "a").answer(200);
    awaitSeen(id, "a:200:");
  }

  @Test
  default void what_the_node_was_too_busy_for_was_no_attempt() {
    ObjectId id = caller();
    fetch(id, "", "a");
    for (int i = 0; i < 5; i++) {
      attempt(id, "a").end(new Outcome.Busy("full", Duration.ofSeconds(1)));
      world().host.advance(Duration.ofSeconds(1));
    }
    attempt(id, "a").end(new Outcome.Refused(Why.REFUSED_ADDRESS, "private"));
    awaitSeen(id, "a:refused-address:1");
  }

  @Test
  default void calls_in_one_lane_run_one_after_another_and_each_sees_what_the_one_before_decided() {
    ObjectId id = caller();
    fetch(id, "slow", "a", "b");
    fetch(id, "slow", "c");
    fetch(id, "", "d");
    attempt(id, "d");
    assertThat(waiting(id)).containsExactly("a", "d");
    attempt(id, "a").answer(200);
    attempt(id, "b").fail(Why.CONNECT_FAILED);
    assertThat(seen(id)).isEqualTo("a:200:");
    world().host.advance(Duration.ofSeconds(1));
    attempt(id, "b").answer(200);
    attempt(id, "c").answer(200);
    awaitSeen(id, "a:200: b:200: c:200:");
    attempt(id, "d").answer(200);
    awaitSeen(id, "a:200: b:200: c:200: d:200:");
  }

  @Test
  default void an_object_may_sleep_during_a_call_and_its_result_wakes_it() {
    ObjectId id = caller();
    fetch(id, "", "a");
    TestCall attempt = attempt(id, "a");
    world().sleepAll();
    attempt.answer(200);
    awaitSeen(id, "a:200:");
    assertThat(waiting(id)).isEmpty();
  }

  @Test
  default void a_call_that_goes_on_for_long_is_not_made_twice_however_often_its_object_wakes() {
    ObjectId id = caller();
    fetch(id, "", "a");
    TestCall attempt = attempt(id, "a");
    for (int i = 0; i < 10; i++) {
      world().sleepAll();
      world().host.advance(Duration.ofMinutes(1));
      assertThat(seen(id)).isEmpty();
    }
    assertThat(waiting(id)).containsExactly("a");
    attempt.answer(200);
    awaitSeen(id, "a:200:");
  }

  @Test
  default void a_result_whose_handler_fails_five_times_is_parked_and_can_be_given_again() {
    ObjectId id = caller();
    fetch(id, "one", Caller.BAD, "next");
    attempt(id, Caller.BAD).answer(201, "it");
    world()
        .eventually(
            "parked",
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              return !letters(id).isEmpty();
            });
    DeadLetter letter = letters(id).getFirst();
    assertThat(List.of(letter.kind(), letter.subject())).containsExactly("call", Caller.BAD);
    assertThat(letter.attempts()).isEqualTo(5);
    attempt(id, "next").answer(200);
    awaitSeen(id, "next:200:");

    world().send(id, new Caller.Mend());
    var again = new ObjectEvent.Operated(new Operation.Redrive(letter.id()));
    assertThat(world().answer(world().deliver(id, again))).isEqualTo(new Answer.Done());
    awaitSeen(id, "next:200: bad:201:it");
    assertThat(letters(id)).isEmpty();
    assertThat(waiting(id)).isEmpty();
  }

  private List<DeadLetter> letters(ObjectId id) {
    return world().shown(id).letters();
  }

  @Test
  default void an_object_whose_end_nobody_heard_of_leaves_no_call_in_the_way_of_the_next() {
    ObjectId id = caller();
    fetch(id, "one", "a");
    TestCall left = attempt(id, "a");
    world().store.failNextAppend(id, Fault.LOST_AFTER_WRITING);
    assertThat(world().send(id, new Caller.End())).isInstanceOf(Answer.OutcomeUnknown.class);
    world().eventually("it is back", () -> seen(id).isEmpty());
    fetch(id, "one", "c");
    attempt(id, "c").answer(200);
    awaitSeen(id, "c:200:");
    left.answer(200);
    nothingMore(id, "c:200:");
  }

  @Test
  default void a_destroyed_object_hears_no_more_of_its_calls_nor_does_the_one_made_after_it() {
    ObjectId id = caller();
    fetch(id, "one", "a", "b");
    TestCall attempt = attempt(id, "a");
    world().send(id, new Caller.End());
    fetch(id, "one", "c");
    attempt.answer(200);
    attempt(id, "c").answer(200);
    awaitSeen(id, "c:200:");
    nothingMore(id, "c:200:");
  }

  @Test
  default void more_calls_than_an_object_may_have_are_refused_as_a_whole() {
    ObjectId id = caller();
    List<String> many = Collections.nCopies(ContractWorld.LIMITS.callsMax() + 1, "a");
    assertThat(world().send(id, new Caller.Fetch(many, ""))).isInstanceOf(Answer.Refused.class);
    assertThat(waiting(id)).isEmpty();
    fetch(id, "", "b");
    attempt(id, "b").answer(200);
    awaitSeen(id, "b:200:");
  }

  @Test
  default void local_work_is_done_beside_the_object_and_what_it_gave_comes_back() {
    ObjectId id = caller();
    assertThat(world().send(id, new Caller.Shout("hey"))).isEqualTo(new Answer.Done());
    awaitSeen(id, "shouted:HEY");
  }

  @Test
  default void local_work_that_the_node_does_not_know_fails_the_turn() {
    assertThat(world().send(caller(), new Caller.Unknown())).isInstanceOf(Answer.Failed.class);
  }
}

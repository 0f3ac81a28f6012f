package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row 7 of the contract: what an object tells another takes effect once, in order. */
interface TellPromises {
  ContractWorld world();

  default ObjectId teller() {
    return world().fresh("teller");
  }

  private Answer tell(ObjectId from, ObjectId to, String reach, long first, long count) {
    return world().send(from, new Teller.Go(to.toString(), reach, first, count));
  }

  default void told(ObjectId from, ObjectId to, long first, long count) {
    assertThat(tell(from, to, "either", first, count)).isEqualTo(new Answer.Done());
  }

  default String heard(ObjectId id) {
    return asked(id, new Teller.Heard());
  }

  private String refused(ObjectId id) {
    return asked(id, new Teller.Refused());
  }

  /** Asked until it answers: its queue may be full, or its commit fail. */
  private String asked(ObjectId id, Asks<String> ask) {
    AtomicReference<Answer> answer = new AtomicReference<>();
    world()
        .eventually(
            "an answer of " + id,
            () -> {
              answer.set(world().send(id, ask));
              return answer.get() instanceof Answer.Replied;
            });
    return ContractWorld.reply(answer.get());
  }

  static String numbers(ObjectId from, long first, long count) {
    return LongStream.range(first, first + count)
        .mapToObj(number -> from.name() + ":" + number)
        .collect(Collectors.joining(" "));
  }

  /** Time passes until the object has heard that. */
  default void awaitHeard(ObjectId id, String what) {
    world()
        .eventually(
            id + " hears " + what,
            () -> {
              world().host.advance(Duration.ofMillis(100));
              return heard(id).equals(what);
            });
  }

  default void nothingMore(ObjectId id, String what) {
    for (int i = 0; i < 3; i++) {
      world().host.advance(Duration.ofSeconds(40));
    }
    assertThat(heard(id)).isEqualTo(what);
  }

  @Test
  default void what_an_object_tells_another_takes_effect_once_and_in_order() {
    ObjectId from = teller();
    ObjectId to = teller();
    told(from, to, 100, 30);
    told(from, to, 130, 30);
    String all = numbers(from, 100, 60);
    awaitHeard(to, all);
    nothingMore(to, all);
  }

  @Test
  default void an_object_can_tell_itself_something() {
    ObjectId self = teller();
    told(self, self, 1, 5);
    awaitHeard(self, numbers(self, 1, 5));
  }

  @Test
  default void each_pair_has_its_own_order_and_none_waits_for_another() {
    ObjectId from = teller();
    ObjectId stuck = teller();
    ObjectId to = teller();
    told(from, stuck, Teller.FAIL, 1);
    told(from, to, 1, 3);
    awaitHeard(to, numbers(from, 1, 3));
    assertThat(heard(stuck)).isEmpty();
    world().send(stuck, new Teller.Mend());
    awaitHeard(stuck, numbers(from, Teller.FAIL, 1));
  }

  @ParameterizedTest
  @EnumSource
  default void what_is_told_takes_effect_once_when_the_receivers_commit_fails(Fault fault) {
    ObjectId from = teller();
    ObjectId to = teller();
    world().store.failNextAppend(to, fault);
    told(from, to, 1, 5);
    awaitHeard(to, numbers(from, 1, 5));
    nothingMore(to, numbers(from, 1, 5));
  }

  @ParameterizedTest
  @EnumSource
  default void what_is_told_takes_effect_once_when_the_senders_next_commit_fails(Fault fault) {
    ObjectId from = teller();
    ObjectId to = teller();
    told(from, to, 1, 5);
    awaitHeard(to, numbers(from, 1, 5));
    world().store.failNextAppend(from, fault);
    Answer answer = tell(from, to, "either", 6, 1);
    boolean kept = fault == Fault.LOST_AFTER_WRITING;
    assertThat(answer).isNotEqualTo(new Answer.Done());
    String all = numbers(from, 1, kept ? 6 : 5);
    awaitHeard(to, all);
    nothingMore(to, all);
  }

  @Test
  default void what_is_told_waits_for_the_senders_commit() {
    ObjectId from = teller();
    ObjectId to = teller();
    told(from, from, 1, 1);
    world().store.hold();
    var pending = world().deliver(from, new Teller.Go(to.toString(), "either", 1, 1));
    world().store.awaitHeld(1);
    assertThat(world().store.appendsOf(to)).isZero();
    world().store.release();
    world().answer(pending);
    awaitHeard(to, numbers(from, 1, 1));
  }

  @Test
  default void a_refusal_reaches_the_sender_and_the_next_go_on() {
    ObjectId from = teller();
    ObjectId to = teller();
    told(from, to, Teller.REFUSE - 1, 3);
    awaitHeard(to, from.name() + ":12 " + from.name() + ":14");
    world()
        .eventually(
            "the refusal", () -> refused(from).equals("hear by %s: CONFLICT".formatted(to.name())));
  }

  @Test
  default void an_object_can_be_told_only_if_it_exists_or_only_if_it_does_not() {
    ObjectId from = teller();
    ObjectId to = teller();
    tell(from, to, "existing", 1, 1);
    world().eventually("not found", () -> refused(from).endsWith("NOT_FOUND"));
    tell(from, to, "new", 2, 1);
    awaitHeard(to, numbers(from, 2, 1));
    tell(from, to, "new", 3, 1);
    world().eventually("conflict", () -> refused(from).endsWith("CONFLICT"));
    tell(from, to, "existing", 4, 1);
    awaitHeard(to, from.name() + ":2 " + from.name() + ":4");
  }

  @Test
  default void
      a_message_whose_handler_fails_is_tried_five_times_then_parked_and_the_pair_goes_on() {
    ObjectId from = teller();
    ObjectId to = teller();
    told(from, to, Teller.FAIL, 2);
    world()
        .eventually(
            "parked",
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              return heard(to).equals(from.name() + ":67");
            });
    List<DeadLetter> letters = shown(to).letters();
    assertThat(letters)
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.kind()).isEqualTo("tell");
          assertThat(letter.subject()).isEqualTo("hear");
          assertThat(letter.attempts()).isEqualTo(5);
        });
    world().send(to, new Teller.Mend());
    assertThat(
            world()
                .answer(
                    world()
                        .deliver(
                            to,
                            new ObjectEvent.Operated(
                                new Operation.Redrive(letters.getFirst().id())))))
        .isEqualTo(new Answer.Done());
    awaitHeard(to, from.name() + ":67 " + from.name() + ":66");
  }

  private ObjectAlarms shown(ObjectId id) {
    return world().shown(id);
  }

  @Test
  default void what_was_told_is_delivered_also_after_its_sender_is_destroyed() {
    ObjectId from = teller();
    ObjectId to = teller();
    world().store.hold();
    var told = world().deliver(from, new Teller.Go(to.toString(), "either", 1, 3));
    world().store.awaitHeld(1);
    var ended = world().deliver(from, new Teller.End());
    world().store.release();
    world().answers(List.of(told, ended));
    awaitHeard(to, numbers(from, 1, 3));
    nothingMore(to, numbers(from, 1, 3));
  }

  @Test
  default void a_destroyed_receiver_does_not_hear_again_what_it_heard() {
    ObjectId from = teller();
    ObjectId to = teller();
    told(from, to, 1, 2);
    awaitHeard(to, numbers(from, 1, 2));
    world().send(to, new Teller.End());
    nothingMore(to, "");
  }

  @Test
  default void more_messages_than_the_outbox_holds_are_refused_as_a_whole() {
    ObjectId from = teller();
    ObjectId to = teller();
    long more = ContractWorld.LIMITS.outboxMax() + 1L;
    assertThat(tell(from, to, "either", 1, more)).isInstanceOf(Answer.Refused.class);
    told(from, to, 1_000, 2);
    awaitHeard(to, numbers(from, 1_000, 2));
  }

  @Test
  default void a_message_for_a_type_that_is_not_there_fails_the_turn() {
    ObjectId from = teller();
    assertThat(tell(from, new ObjectId("nobody", "x"), "either", 1, 1))
        .isInstanceOf(Answer.Failed.class);
    assertThat(tell(from, world().fresh("ledger"), "either", 1, 1))
        .isInstanceOf(Answer.Failed.class);
  }
}

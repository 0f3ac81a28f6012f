package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.spi.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows 2 to 4 of the contract: one activation commits, events are serial, turns are atomic. */
interface TurnPromises {
  ContractWorld world();

  /** A message that no type lists. */
  record Foreign() implements Message {}

  @Stored("foreign-named")
  record ForeignNamed() implements Message {}

  @Test
  default void a_stale_activation_cannot_commit_and_reloads() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Add(1));
    byte[] foreign = new ValueCodec(ContractWorld.CATALOGUE.types().getFirst()).encode(100L);
    world()
        .store
        .writeForeign(
            id,
            new Committed(
                world().clock.instant(),
                List.of(new Change.KeyPut("count", foreign)),
                List.of(),
                List.of()));

    assertThat(world().send(id, new Ledger.AddAndShout("from the stale one")))
        .isInstanceOf(Answer.NotDone.class);

    assertThat(world().hub.ordersOf(id)).isEmpty();
    assertThat(world().askOnceBack(id, new Ledger.Read())).isEqualTo(100);
    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(101);
    assertThat(world().store.highest(id)).isEqualTo(3);
  }

  @Test
  default void events_run_one_at_a_time_in_the_order_they_arrived() {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Note("0"));
    List<CompletableFuture<Answer>> pending = new ArrayList<>(List.of(first));
    for (int i = 1; i <= 30; i++) {
      pending.add(world().deliver(id, new Ledger.Note(Integer.toString(i))));
    }
    world().store.release();

    List<Answer> answers = world().answers(pending);
    for (int i = 0; i <= 30; i++) {
      assertThat(answers.get(i)).isEqualTo(new Answer.Replied(i + 1L));
    }
    assertThat(world().ask(id, new Ledger.Notes(0, 100)).entries())
        .allMatch(entry -> entry.value().equals(Long.toString(entry.number() - 1)));
  }

  @ParameterizedTest
  @EnumSource(Ledger.Way.class)
  default void a_turn_that_goes_wrong_leaves_no_trace_of_its_own(Ledger.Way way) {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Add(7));

    Answer answer = world().send(world().withId(wrong(id, way), "wrong"));

    assertThat(answer).isInstanceOf(Answer.Failed.class);
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(7);
    assertThat(world().ask(id, new Ledger.Notes(0, 10)).tail()).isZero();
    assertThat(world().store.appendsOf(id)).isEqualTo(1);
    world().sleepAll();
    assertThat(world().ask(id, new Ledger.Add(1))).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(Ledger.Way.class)
  default void a_turn_that_goes_wrong_does_not_harm_the_others_of_its_batch(Ledger.Way way) {
    ObjectId id = world().fresh("ledger");
    var first = world().holdFirst(id, new Ledger.Add(1));
    var before = world().deliver(id, new Ledger.Add(1));
    var wrong = world().deliver(world().withId(wrong(id, way), "wrong"));
    var refused = world().deliver(id, new Ledger.Refuse());
    var after = world().deliver(id, new Ledger.Add(1));
    world().awaitQueued(id);
    world().store.release();

    assertThat(world().answers(List.of(first, before, after)))
        .containsExactly(new Answer.Replied(1L), new Answer.Replied(2L), new Answer.Replied(3L));
    assertThat(world().answer(wrong)).isInstanceOf(Answer.Failed.class);
    assertThat(world().answer(refused)).isInstanceOf(Answer.Refused.class);
    assertThat(world().store.appendsOf(id)).isEqualTo(2);
    world().sleepAll();
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(3);
  }

  private dev.holdfast.runtime.spi.Delivery wrong(ObjectId id, Ledger.Way way) {
    return world().delivery(id, new Ledger.GoWrong(way));
  }

  @Test
  default void a_turn_that_goes_wrong_makes_no_object() {
    ObjectId id = world().fresh("ledger");

    for (Ledger.Way way : Ledger.Way.values()) {
      assertThat(world().send(wrong(id, way)))
          .isInstanceOf(
              way == Ledger.Way.ANSWER_OF_NO_STORED_TYPE
                  ? Answer.Replied.class
                  : Answer.Failed.class);
      if (way == Ledger.Way.ANSWER_OF_NO_STORED_TYPE) {
        world().send(id, new Ledger.Destroy());
      }
      assertThat(world().ask(id, new Ledger.Exists())).as(way.name()).isFalse();
    }
  }

  @Test
  default void a_refusal_says_why_and_leaves_no_trace() {
    ObjectId id = world().fresh("ledger");

    assertThat(world().send(id, new Ledger.Refuse()))
        .isEqualTo(new Answer.Refused(Refusal.conflict("told to refuse")));

    assertThat(world().ask(id, new Ledger.Exists())).isFalse();
    assertThat(world().store.appendsOf(id)).isZero();
  }

  @Test
  default void a_message_of_another_type_is_refused_and_harms_nobody() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Add(1));

    assertThat(world().send(id, new Foreign())).isInstanceOf(Answer.Refused.class);
    assertThat(world().send(id, new ForeignNamed())).isInstanceOf(Answer.Refused.class);

    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
  }

  @Test
  default void a_request_is_answered_with_what_the_turn_responds() {
    ObjectId id = world().fresh("ledger");

    Answer answer =
        world()
            .answer(
                world()
                    .deliver(
                        id, new ObjectEvent.RequestReceived(Request.of("POST", "/", "anything"))));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Responded.class, r -> assertThat(r.response().text()).isEqualTo("stored"));
    assertThat(world().ask(id, new Ledger.Read())).isEqualTo(1);
  }

  @Test
  default void a_page_of_a_log_can_be_the_response_to_a_request() {
    ObjectId id = world().fresh("ledger");
    world().ask(id, new Ledger.Note("a \"quoted\" text"));

    Answer answer =
        world()
            .answer(
                world()
                    .deliver(id, new ObjectEvent.RequestReceived(Request.of("GET", "/notes", ""))));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Responded.class,
            r ->
                assertThat(r.response().text())
                    .isEqualTo(
                        "{\"notes\":[{\"seq\":1,\"value\":\"a \\\"quoted\\\" text\"}],\"next\":1}"));
  }
}

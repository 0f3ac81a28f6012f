package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an object asks another comes to one outcome, whatever fails. */
interface QuestionPromises {
  long MINUTE = 60_000;

  ContractWorld world();

  private ObjectId inquirer() {
    return world().fresh("inquirer");
  }

  private Answer ask(ObjectId from, ObjectId to, String what, long timeoutMillis, int count) {
    return world().send(from, new Inquirer.Put(to.toString(), what, timeoutMillis, count));
  }

  private void asked(ObjectId from, ObjectId to, String what, long timeoutMillis) {
    assertThat(ask(from, to, what, timeoutMillis, 1)).isEqualTo(new Answer.Done());
  }

  private String outcomes(ObjectId id) {
    Answer answer = world().send(id, new Inquirer.Outcomes());
    return answer instanceof Answer.Replied ? ContractWorld.reply(answer) : answer.toString();
  }

  /** Time passes until that came of its questions. */
  private void awaitOutcomes(ObjectId id, String outcomes) {
    world()
        .eventually(
            id + " hears " + outcomes,
            () -> {
              world().host.advance(Duration.ofMillis(100));
              return outcomes(id).equals(outcomes);
            });
  }

  private void nothingMore(ObjectId id, String outcomes) {
    for (int i = 0; i < 4; i++) {
      world().host.advance(Duration.ofSeconds(40));
      world().host.sweep();
    }
    assertThat(outcomes(id)).isEqualTo(outcomes);
  }

  @Test
  default void a_question_is_answered_once() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "tea", MINUTE);
    awaitOutcomes(from, "tea=tea!");
    nothingMore(from, "tea=tea!");
    assertThat(world().ask(to, new Inquirer.TimesAsked())).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  default void a_question_is_answered_once_when_the_commit_of_who_is_asked_fails(Fault fault) {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    world().store.failNextAppend(to, fault);
    asked(from, to, "tea", MINUTE);
    awaitOutcomes(from, "tea=tea!");
    nothingMore(from, "tea=tea!");
    assertThat(world().ask(to, new Inquirer.TimesAsked())).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  default void a_question_is_answered_once_when_the_commit_with_its_answer_fails(Fault fault) {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "later", 10 * MINUTE);
    world().eventually("it is asked", () -> timesAsked(to) == 1);
    world().store.failNextAppend(from, fault);
    assertThat(world().send(to, new Inquirer.AnswerKept("now"))).isEqualTo(new Answer.Done());
    awaitOutcomes(from, "later=now");
    nothingMore(from, "later=now");
  }

  private long timesAsked(ObjectId id) {
    return world().askOnceBack(id, new Inquirer.TimesAsked());
  }

  @Test
  default void what_is_refused_or_fails_for_good_is_told_as_such() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "refusal", MINUTE);
    awaitOutcomes(from, "refusal=CONFLICT");
    asked(from, to, "failure", 100 * MINUTE);
    awaitOutcomes(from, "refusal=CONFLICT failure=FAILED");
    assertThat(letters(to))
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.kind()).isEqualTo("tell");
          assertThat(letter.subject()).isEqualTo("what");
        });
  }

  private List<DeadLetter> letters(ObjectId id) {
    return world().shown(id).letters();
  }

  @Test
  default void a_question_may_be_answered_in_a_later_turn_after_both_have_slept() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "later", 100 * MINUTE);
    world().eventually("it is asked", () -> timesAsked(to) == 1);
    for (int i = 0; i < 3; i++) {
      world().host.advance(Duration.ofSeconds(20));
      world().host.sweep();
    }
    assertThat(outcomes(from)).isEmpty();
    assertThat(world().send(to, new Inquirer.AnswerKept("now"))).isEqualTo(new Answer.Done());
    awaitOutcomes(from, "later=now");
    world().send(to, new Inquirer.AnswerKept("again"));
    nothingMore(from, "later=now");
  }

  @Test
  default void a_question_that_nobody_answers_times_out_at_its_time_and_a_late_answer_is_dropped() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "later", 3 * MINUTE);
    world().eventually("it is asked", () -> timesAsked(to) == 1);
    world().host.advance(Duration.ofMinutes(3).minusSeconds(1));
    assertThat(outcomes(from)).isEmpty();
    world().host.advance(Duration.ofSeconds(1));
    world().eventually("it times out", () -> outcomes(from).equals("later=TIMED_OUT"));
    world().send(to, new Inquirer.AnswerKept("too late"));
    nothingMore(from, "later=TIMED_OUT");
  }

  @Test
  default void an_answer_does_not_overtake_a_time_out_whose_handler_fails() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "later-bad", MINUTE);
    world().eventually("it is asked", () -> timesAsked(to) == 1);
    int before = world().store.appendsOf(from);
    world().host.advance(Duration.ofMinutes(1));
    // It is decided, and its handler has failed.
    world().eventually("it times out", () -> world().store.appendsOf(from) >= before + 2);
    world().send(from, new Inquirer.Mend());
    world().send(to, new Inquirer.AnswerKept("too late"));
    awaitOutcomes(from, "later-bad=TIMED_OUT");
    nothingMore(from, "later-bad=TIMED_OUT");
  }

  @ParameterizedTest
  @EnumSource
  default void a_time_out_takes_effect_once_when_its_commit_fails(Fault fault) {
    ObjectId from = inquirer();
    asked(from, inquirer(), "silence", MINUTE);
    world().store.failNextAppend(from, fault);
    for (int i = 0; i < 4; i++) {
      world().host.advance(Duration.ofMinutes(1));
    }
    awaitOutcomes(from, "silence=TIMED_OUT");
    nothingMore(from, "silence=TIMED_OUT");
  }

  @Test
  default void two_that_ask_each_other_do_not_wait_for_each_other() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "back", MINUTE);
    awaitOutcomes(from, "back=after echo!");
    awaitOutcomes(to, "asked-back=echo!");
  }

  @Test
  default void an_object_can_ask_itself() {
    ObjectId self = inquirer();
    asked(self, self, "tea", MINUTE);
    awaitOutcomes(self, "tea=tea!");
    asked(self, self, "silence", MINUTE);
    awaitOutcomes(self, "tea=tea! silence=TIMED_OUT");
    nothingMore(self, "tea=tea! silence=TIMED_OUT");
  }

  @Test
  default void more_questions_than_may_be_open_are_refused_as_a_whole() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    int most = ContractWorld.LIMITS.questionsMax();
    assertThat(ask(from, to, "silence", MINUTE, most + 1)).isInstanceOf(Answer.Refused.class);
    assertThat(ask(from, to, "silence", MINUTE, most)).isEqualTo(new Answer.Done());
    assertThat(ask(from, to, "tea", MINUTE, 1)).isInstanceOf(Answer.Refused.class);
    for (int i = 0; i < 4; i++) {
      world().host.advance(Duration.ofMinutes(1));
    }
    world()
        .eventually(
            "there is room again", () -> ask(from, to, "tea", MINUTE, 1) instanceof Answer.Done);
  }

  @Test
  default void an_object_that_was_destroyed_hears_no_more_of_what_it_asked() {
    ObjectId from = inquirer();
    ObjectId to = inquirer();
    asked(from, to, "later", MINUTE);
    world().eventually("it is asked", () -> timesAsked(to) == 1);
    assertThat(world().send(from, new Inquirer.End())).isEqualTo(new Answer.Done());
    assertThat(world().send(to, new Inquirer.AnswerKept("now"))).isEqualTo(new Answer.Done());
    nothingMore(from, "");
  }

  @Test
  default void an_answer_whose_handler_fails_is_parked_and_takes_effect_once_it_is_tried_again() {
    ObjectId from = inquirer();
    asked(from, inquirer(), "bad", MINUTE);
    world()
        .eventually(
            "it is parked",
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              return !letters(from).isEmpty();
            });
    // It does not time out any more: it has an answer.
    nothingMore(from, "");
    world().send(from, new Inquirer.Mend());
    var again = new ObjectEvent.Operated(new Operation.Redrive(letters(from).getFirst().id()));
    assertThat(world().answer(world().deliver(from, again))).isEqualTo(new Answer.Done());
    awaitOutcomes(from, "bad=bad!");
    nothingMore(from, "bad=bad!");
  }

  @Test
  default void with_an_answer_that_an_operator_discards_its_question_ends() {
    ObjectId from = inquirer();
    asked(from, inquirer(), "bad", MINUTE);
    world()
        .eventually(
            "it is parked",
            () -> {
              world().host.advance(Duration.ofSeconds(1));
              return !letters(from).isEmpty();
            });
    var discard = new ObjectEvent.Operated(new Operation.Discard(letters(from).getFirst().id()));
    assertThat(world().answer(world().deliver(from, discard))).isEqualTo(new Answer.Done());
    nothingMore(from, "");
    var stored = world().store.load(from).toCompletableFuture().join();
    assertThat(ObjectState.of(from, stored).questions().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 32L * 24 * 60 * MINUTE})
  default void a_time_out_that_makes_no_sense_fails_the_turn(long timeoutMillis) {
    assertThat(ask(inquirer(), inquirer(), "tea", timeoutMillis, 1))
        .isInstanceOf(Answer.Failed.class);
  }

  @Test
  default void a_question_to_a_type_that_is_not_there_fails_the_turn() {
    assertThat(ask(inquirer(), new ObjectId("nobody", "x"), "tea", MINUTE, 1))
        .isInstanceOf(Answer.Failed.class);
  }
}

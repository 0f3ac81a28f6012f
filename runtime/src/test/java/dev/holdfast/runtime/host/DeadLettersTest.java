package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLettersTest extends AlarmedObject {
  private static final Duration DAY = Duration.ofDays(1);

  /** Sets an alarm for an hour from now and lets it fail for good. */
  private DeadLetter parked(String name) {
    failing();
    set(name, Schedule.after(HOUR));
    object.advance(HOUR.plus(DAY));
    return shown().letters().getLast();
  }

  private void failing() {
    onAlarm =
        (alarm, context) -> {
          throw new IllegalStateException("no kettle");
        };
  }

  private void working() {
    fired.clear();
    firedAt.clear();
    onAlarm = (alarm, context) -> Turn.none();
  }

  private Answer operate(Operation operation) {
    return object.deliver(new ObjectEvent.Operated(operation));
  }

  private ObjectAlarms shown() {
    return ContractWorld.reply(operate(new Operation.ShowAlarms()));
  }

  @Test
  void a_dead_letter_says_what_failed_when_how_often_and_why() {
    DeadLetter letter = parked("tea");
    assertThat(letter.object()).isEqualTo(object.id());
    assertThat(letter.kind()).isEqualTo("alarm");
    assertThat(letter.subject()).isEqualTo("tea");
    assertThat(letter.due()).isEqualTo(start.plus(HOUR));
    assertThat(letter.at()).isAfter(letter.due()).isBefore(object.now());
    assertThat(letter.attempts()).isEqualTo(Limits.ALARM_ATTEMPTS_MAX);
    assertThat(letter.error()).contains("no kettle");
  }

  @Test
  void tried_again_it_fires_for_its_time_with_all_its_attempts_and_is_gone() {
    DeadLetter letter = parked("tea");
    working();
    assertThat(operate(new Operation.Redrive(letter.id()))).isEqualTo(new Answer.Done());
    assertThat(fired).containsExactly(new AlarmFired("tea", letter.due(), 1, true, 1));
    assertThat(shown()).isEqualTo(new ObjectAlarms(List.of(), List.of()));
  }

  @Test
  void tried_again_it_moves_neither_the_schedule_nor_the_alarm_of_its_name() {
    failing();
    set("tick", Schedule.every(DAY, start));
    object.advance(DAY.plusHours(12));
    working();
    String letter = shown().letters().getFirst().id();
    operate(new Operation.Redrive(letter));
    assertThat(dues()).containsExactly(start.plus(DAY));
    assertThat(alarms()).containsOnlyKeys("tick");
    assertThat(alarms().get("tick").due()).isEqualTo(start.plus(DAY.multipliedBy(2)));
    assertThat(alarms().get("tick").attempts()).isZero();
  }

  @Test
  void tried_again_in_vain_it_is_a_dead_letter_again_and_meanwhile_no_alarm_of_the_objects() {
    DeadLetter letter = parked("tea");
    fired.clear();
    operate(new Operation.Redrive(letter.id()));
    assertThat(alarms()).isEmpty();
    assertThat(shown().alarms())
        .singleElement()
        .satisfies(pending -> {
          assertThat(pending.name()).isEqualTo("tea");
          assertThat(pending.redriven()).isTrue();
          assertThat(pending.attempts()).isEqualTo(1);
        });
    object.advance(DAY);
    assertThat(fired).hasSize(Limits.ALARM_ATTEMPTS_MAX);
    assertThat(shown().letters())
        .singleElement()
        .satisfies(again -> {
          assertThat(again.subject()).isEqualTo("tea");
          assertThat(again.id()).isNotEqualTo(letter.id());
          assertThat(again.due()).isEqualTo(letter.due());
        });
  }

  @Test
  void clearing_the_alarm_of_its_name_leaves_it_to_the_operator() {
    DeadLetter letter = parked("tea");
    operate(new Operation.Redrive(letter.id()));
    turn(context -> Turn.draft().clearAlarm("tea"));
    assertThat(shown().alarms()).hasSize(1);
  }

  @Test
  void discarded_it_is_gone_and_never_fires() {
    DeadLetter letter = parked("tea");
    working();
    assertThat(operate(new Operation.Discard(letter.id()))).isEqualTo(new Answer.Done());
    object.advance(DAY);
    assertThat(fired).isEmpty();
    assertThat(shown().letters()).isEmpty();
  }

  @Test
  void one_that_is_not_there_is_told_apart() {
    DeadLetter letter = parked("tea");
    operate(new Operation.Discard(letter.id()));
    for (Operation late :
        List.of(new Operation.Redrive(letter.id()), new Operation.Discard(letter.id()))) {
      assertThat(operate(late))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
    }
  }

  @Test
  void they_go_with_their_object() {
    parked("tea");
    turn(context -> Turn.draft().destroy());
    turn(context -> Turn.draft().setAlarm("new", Schedule.after(HOUR)));
    assertThat(shown().letters()).isEmpty();
  }
}

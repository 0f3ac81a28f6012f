package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PendingAnswersTest {
  private final PendingAnswers pending = new PendingAnswers();

  @Test
  void who_waited_his_time_is_told_so_and_others_wait_on() {
    var over = pending.within(Duration.ZERO);
    var waiting = pending.within(Duration.ofHours(1));
    pending.sweep();
    assertThat(over).isCompletedWithValue(new Answer.TimedOut());
    assertThat(waiting).isNotDone();
  }

  @Test
  void the_first_answer_counts() {
    var answer = pending.within(Duration.ZERO);
    answer.answer(new Answer.Done());
    pending.sweep();
    assertThat(answer).isCompletedWithValue(new Answer.Done());
  }

  @Test
  void at_the_end_who_still_waits_learns_that_the_outcome_is_not_known() {
    var answer = pending.within(Duration.ofHours(1));
    pending.end();
    assertThat(answer).isCompletedWithValue(new Answer.OutcomeUnknown());
  }
}

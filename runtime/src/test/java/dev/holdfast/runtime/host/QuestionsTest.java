package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an object keeps of its questions. */
class QuestionsTest {
  private static final Instant SOON = Instant.parse("2026-01-01T00:01:00Z");
  private static final Instant LATER = Instant.parse("2026-01-01T00:02:00Z");
  private static final ObjectId ADA = new ObjectId("inquirer", "ada");

  private final ObjectState state = new ObjectState(ADA);

  private void ask(long number, Instant until) {
    state.apply(new Change.QuestionAsked(number, "tea", "inquirer/bob", "what", until, "c"));
  }

  @Test
  void the_earliest_time_out_that_is_not_decided_is_when_the_object_wakes() {
    assertThat(state.nextWake()).isEqualTo(NextWake.NEVER);
    ask(1, LATER);
    ask(2, SOON);
    assertThat(state.nextWake().at()).contains(SOON);
    assertThat(state.nextDue()).contains(SOON);
    state.apply(new Change.QuestionDecided(2));
    assertThat(state.nextWake().at()).contains(LATER);
    state.apply(new Change.QuestionEnded(1));
    assertThat(state.nextWake().at()).isEmpty();
  }

  @Test
  void a_decided_question_is_open_to_its_own_object_alone_and_an_ended_one_to_nobody() {
    ask(1, SOON);
    assertThat(state.questions().open(1, false)).isPresent();
    state.apply(new Change.QuestionDecided(1));
    assertThat(state.questions().open(1, false)).isEmpty();
    assertThat(state.questions().open(1, true)).isPresent();
    state.apply(new Change.QuestionEnded(1));
    assertThat(state.questions().open(1, true)).isEmpty();
    assertThat(state.questions().bytes()).isZero();
  }

  @Test
  void a_snapshot_reads_back_what_is_asked_decided_and_forgotten() {
    ask(1, SOON);
    ask(2, LATER);
    state.apply(new Change.QuestionDecided(1));
    state.apply(new Change.TellApplied("teller/a", 65_537));
    state.apply(new Change.SendersForgottenUpTo(SOON));
    List<Change> changes = state.snapshot(1).changes();
    ObjectState back = new ObjectState(ADA);
    back.replay(LATER, changes);
    assertThat(back.snapshot(1).changes()).isEqualTo(changes);
    assertThat(back.bytes()).isEqualTo(state.bytes());
    assertThat(back.questions().open(1, false)).isEmpty();
    assertThat(back.mail().inbox().mayHaveForgotten(SOON)).isTrue();
    assertThat(back.mail().inbox().mayHaveForgotten(LATER)).isFalse();
  }

  @Test
  void an_object_that_ends_has_no_questions() {
    ask(1, SOON);
    state.apply(new Change.Destroyed());
    assertThat(state.hasQuestions()).isFalse();
    assertThat(state.nextWake()).isEqualTo(NextWake.NEVER);
  }
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.runtime.AskOutcome;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.stored.Change;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes back to a question, also from a version that this one does not know. */
class AnswerFormatTest {
  private static final TypeRuntime<?> INQUIRER =
      TypeRuntime.of(ObjectType.of("inquirer", Inquirer.Command.class, Inquirer::new));

  private final HandClock clock = new HandClock();
  private final HostServices services =
      new HostServices(
          Map.of("inquirer", INQUIRER),
          ContractWorld.CATALOGUE,
          Limits.DEFAULTS,
          clock,
          clock::nanos,
          Map.of(),
          new ContractHub(),
          new TurnJournal());

  private static Change.QuestionAsked asked(String target, String message) {
    return new Change.QuestionAsked(1, "tea", target, message, Instant.EPOCH, "");
  }

  private AskOutcome read(byte[] bytes, Change.QuestionAsked asked) {
    return AnswerFormat.read(bytes, asked, services);
  }

  private AskOutcome read(byte... bytes) {
    return read(bytes, asked("inquirer/a", "what"));
  }

  private static byte[] replied(Object value) {
    return AnswerFormat.replied(INQUIRER.values().encode(value));
  }

  @Test
  void each_outcome_reads_back_as_it_was() {
    Refusal refusal = Refusal.conflict("not that.\nnever.");
    assertThat(read(replied("yes"))).isEqualTo(new AskOutcome.Replied("yes"));
    assertThat(read(AnswerFormat.refused(refusal))).isEqualTo(new AskOutcome.Refused(refusal));
    assertThat(read(AnswerFormat.failed("why"))).isEqualTo(new AskOutcome.Failed("why"));
    assertThat(read(AnswerFormat.timedOut())).isEqualTo(new AskOutcome.TimedOut());
  }

  @Test
  void what_cannot_be_read_is_told_apart() {
    assertThat(read()).isInstanceOf(AskOutcome.Unreadable.class);
    assertThat(read((byte) 9)).isInstanceOf(AskOutcome.Unreadable.class);
    assertThat(read((byte) 2, (byte) 'X')).isInstanceOf(AskOutcome.Unreadable.class);
    assertThat(read(replied(7L))).isInstanceOf(AskOutcome.Unreadable.class);
    assertThat(read((byte) 1, (byte) '?')).isInstanceOf(AskOutcome.Unreadable.class);
    assertThat(read(replied("yes"), asked("nobody/a", "what")))
        .isInstanceOf(AskOutcome.Unreadable.class);
    assertThat(read(replied("yes"), asked("inquirer/a", "gone")))
        .isInstanceOf(AskOutcome.Unreadable.class);
  }

  @Test
  void the_value_of_an_answer_is_of_the_type_asked_for_or_not_there() {
    ObjectId target = new ObjectId("inquirer", "a");
    var replied = new ObjectEvent.Answered("tea", target, new AskOutcome.Replied("yes"));
    var late = new ObjectEvent.Answered("tea", target, new AskOutcome.TimedOut());
    assertThat(replied.value(String.class)).contains("yes");
    assertThat(late.value(String.class)).isEmpty();
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> replied.value(Long.class));
  }
}

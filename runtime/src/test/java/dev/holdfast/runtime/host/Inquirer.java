package dev.holdfast.runtime.host;

import dev.holdfast.runtime.AskOutcome;
import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Question;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;

/** An object that asks others, answers them, and keeps what came of what it asked. */
public final class Inquirer implements DurableObject<Inquirer.Command> {
  private static final StorageKey<String> HEARD = StorageKey.of("heard", String.class);
  private static final StorageKey<Long> ASKED = StorageKey.of("asked", Long.class);
  private static final StorageKey<Boolean> MENDED = StorageKey.of("mended", Boolean.class);
  private static final StorageKey<Question> KEPT = StorageKey.of("kept", Question.class);

  public sealed interface Command extends Message {}

  /** Asks the target {@code count} times, under the name of what it asks. */
  @Stored("put-question")
  public record Put(String target, String what, long timeoutMillis, int count) implements Command {}

  /** What is asked; it says what to do with it. */
  @Stored("what")
  public record What(String what) implements Command, Asks<String> {}

  /** Answers the question that was kept. */
  @Stored("answer-kept")
  public record AnswerKept(String value) implements Command {}

  @Stored("mend-asking")
  public record Mend() implements Command {}

  @Stored("end-asking")
  public record End() implements Command {}

  /** Answers what came of its questions, in order. */
  @Stored("outcomes")
  public record Outcomes() implements Command, Asks<String> {}

  /** Answers how often it was asked. */
  @Stored("times-asked")
  public record TimesAsked() implements Command, Asks<Long> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Put put -> put(put);
      case What asked -> asked(asked, context);
      case AnswerKept(String value) ->
          Turn.draft().answer(context.storage().get(KEPT).orElseThrow(), value);
      case Mend _ -> Turn.draft().put(MENDED, true);
      case End _ -> Turn.draft().destroy();
      case Outcomes ask -> Turn.draft().reply(ask, context.storage().get(HEARD).orElse(""));
      case TimesAsked ask -> Turn.draft().reply(ask, context.storage().get(ASKED).orElse(0L));
    };
  }

  private static Turn put(Put put) {
    Turn turn = Turn.draft();
    for (int i = 0; i < put.count(); i++) {
      turn.ask(
          put.what(),
          ObjectId.parse(put.target()),
          new What(put.what()),
          Duration.ofMillis(put.timeoutMillis()));
    }
    return turn;
  }

  private static Turn asked(What asked, ObjectContext context) {
    Turn turn = Turn.draft().put(ASKED, context.storage().get(ASKED).orElse(0L) + 1);
    return switch (asked.what()) {
      case "silence" -> turn;
      case "later", "later-bad" -> turn.put(KEPT, context.question().orElseThrow());
      case "refusal" -> Turn.refuse(Refusal.conflict("not that."));
      case "failure" -> throw new IllegalStateException("cannot answer that");
      case "back" ->
          // Asks back before it answers.
          turn.put(KEPT, context.question().orElseThrow())
              .ask("asked-back", context.sender().orElseThrow(), new What("echo"), WHILE);
      default -> turn.reply(asked, asked.what() + "!");
    };
  }

  private static final Duration WHILE = Duration.ofMinutes(10);

  @Override
  public Turn onAnswer(ObjectEvent.Answered answered, ObjectContext context) {
    if (answered.name().endsWith("bad") && !context.storage().get(MENDED).orElse(false)) {
      throw new IllegalStateException("cannot hear that");
    }
    String outcome =
        switch (answered.outcome()) {
          case AskOutcome.Replied _ -> answered.value(String.class).orElseThrow();
          case AskOutcome.Refused(Refusal refusal) -> refusal.kind().name();
          case AskOutcome.Failed _ -> "FAILED";
          case AskOutcome.TimedOut _ -> "TIMED_OUT";
          case AskOutcome.Unreadable _ -> "UNREADABLE";
        };
    String before = context.storage().get(HEARD).map(heard -> heard + " ").orElse("");
    Turn turn = Turn.draft().put(HEARD, before + answered.name() + "=" + outcome);
    if (answered.name().equals("asked-back")) {
      turn.answer(context.storage().get(KEPT).orElseThrow(), "after " + outcome);
    }
    return turn;
  }
}

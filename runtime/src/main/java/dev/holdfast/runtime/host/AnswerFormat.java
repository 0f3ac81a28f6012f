package dev.holdfast.runtime.host;

import dev.holdfast.runtime.AskOutcome;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Questions between objects, and what becomes of them, as messages in outboxes: both name the
 * question's number in their kind.
 */
final class AnswerFormat {
  private static final String QUESTION = "ask:";
  private static final String ANSWER = "answer:";

  // Of an answer's first byte. Part of the stored format: never change, never reuse.
  private static final byte REPLIED = 1;
  private static final byte REFUSED = 2;
  private static final byte FAILED = 3;
  private static final byte TIMED_OUT = 4;

  /** A line each: kind of refusal, then the detail, which may have more. */
  private static final int REFUSAL_LINES = 2;

  private AnswerFormat() {}

  /** The kind of the message that asks. */
  static String question(long number) {
    return QUESTION + number;
  }

  /** The kind of the message that says what came of a question. */
  static String answer(long number) {
    return ANSWER + number;
  }

  static boolean isQuestion(String kind) {
    return kind.startsWith(QUESTION);
  }

  static boolean isAnswer(String kind) {
    return kind.startsWith(ANSWER);
  }

  /** The question's number in either kind. */
  static long number(String kind) {
    return Long.parseLong(kind, kind.indexOf(':') + 1, kind.length(), 10);
  }

  static byte[] replied(byte[] value) {
    byte[] bytes = new byte[value.length + 1];
    bytes[0] = REPLIED;
    System.arraycopy(value, 0, bytes, 1, value.length);
    return bytes;
  }

  static byte[] refused(Refusal refusal) {
    return text(REFUSED, refusal.kind() + "\n" + refusal.detail());
  }

  static byte[] failed(String why) {
    return text(FAILED, why);
  }

  static byte[] timedOut() {
    return new byte[] {TIMED_OUT};
  }

  private static byte[] text(byte tag, String text) {
    byte[] rest = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = replied(rest);
    bytes[0] = tag;
    return bytes;
  }

  /** What an answer to that question says. */
  static AskOutcome read(byte[] bytes, Change.QuestionAsked asked, HostServices services) {
    byte tag = bytes.length == 0 ? 0 : bytes[0];
    byte[] rest = bytes.length == 0 ? bytes : Arrays.copyOfRange(bytes, 1, bytes.length);
    return switch (tag) {
      case REPLIED -> value(rest, asked, services);
      case REFUSED -> refusal(new String(rest, StandardCharsets.UTF_8));
      case FAILED -> new AskOutcome.Failed(new String(rest, StandardCharsets.UTF_8));
      case TIMED_OUT -> new AskOutcome.TimedOut();
      default -> new AskOutcome.Unreadable("an answer of a kind that a newer version wrote");
    };
  }

  private static AskOutcome refusal(String text) {
    String[] lines = text.split("\n", REFUSAL_LINES);
    try {
      return new AskOutcome.Refused(new Refusal(Refusal.Kind.valueOf(lines[0]), lines[1]));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return new AskOutcome.Unreadable("a refusal of a kind that a newer version wrote");
    }
  }

  private static AskOutcome value(byte[] bytes, Change.QuestionAsked asked, HostServices services) {
    TypeRuntime<?> target = services.types().get(ObjectId.parse(asked.target()).type());
    Optional<Class<?>> message =
        Optional.ofNullable(target).flatMap(type -> type.message(asked.message()));
    if (target == null || message.isEmpty()) {
      return new AskOutcome.Unreadable(
          "this node does not know '%s' of %s any more".formatted(asked.message(), asked.target()));
    }
    try {
      return new AskOutcome.Replied(
          target.values().decode(bytes, AnswerCodec.answerType(message.get())));
    } catch (UnreadableException e) {
      return new AskOutcome.Unreadable(String.valueOf(e.getMessage()));
    }
  }
}

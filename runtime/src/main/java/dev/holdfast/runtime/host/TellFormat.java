package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Messages between objects as they are stored, in outboxes and as dead letters. */
final class TellFormat {
  /** A line each: kind of refusal, the message's name, then the detail, which may have more. */
  private static final int REFUSAL_LINES = 3;

  /** A line each: kind and first sender, correlation, the message in base 64. */
  private static final int CONTENT_LINES = 3;

  /** Before the kind and the first sender of one that an operator has tried again. */
  private static final String AGAIN = "again";

  private TellFormat() {}

  /** The kind of a message's entry in the outbox, for one that is tried again for its receiver. */
  static String again(Parked parked) {
    return String.join(" ", AGAIN, parked.message().kind(), parked.from().toString());
  }

  static String kind(Change.Told told) {
    return told.kind().startsWith(AGAIN) ? told.kind().split(" ", 3)[1] : told.kind();
  }

  /** Who told it first. */
  static ObjectId from(Change.Told told, ObjectId sender) {
    return told.kind().startsWith(AGAIN) ? ObjectId.parse(told.kind().split(" ", 3)[2]) : sender;
  }

  /** What the receiver gets. Throws {@link UnreadableException}. */
  static ObjectEvent event(
      EncodedMessage encoded, ObjectId sender, TypeRuntime<?> type, HostServices services) {
    return switch (encoded.kind()) {
      case EncodedMessage.REFUSED -> refused(encoded.bytes(), sender);
      case EncodedMessage.CALL -> CallResultCodec.of(type, services).decode(encoded.bytes());
      default -> new ObjectEvent.MessageReceived(message(encoded.bytes(), type));
    };
  }

  private static Message message(byte[] bytes, TypeRuntime<?> type) {
    return type.values().decode(bytes, type.definition().messages());
  }

  static byte[] refusal(String message, Refusal refusal) {
    return "%s\n%s\n%s"
        .formatted(refusal.kind(), message, refusal.detail())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectEvent refused(byte[] bytes, ObjectId sender) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", REFUSAL_LINES);
    try {
      Refusal refusal = new Refusal(Refusal.Kind.valueOf(lines[0]), lines[2]);
      return new ObjectEvent.TellRefused(sender, lines[1], refusal);
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw new UnreadableException(
          "a notice of refusal cannot be read: written by a newer version?");
    }
  }

  /** The message's stored name, for people. */
  static String name(EncodedMessage encoded) {
    String kind = encoded.kind();
    if (AnswerFormat.isAnswer(kind)) {
      return "answered";
    }
    return kind.equals(EncodedMessage.TELL) || AnswerFormat.isQuestion(kind)
        ? ValueCodec.label(encoded.bytes())
        : kind;
  }

  /** As what it is parked: a result that was tried again and fails anew is one still. */
  static String letterKind(ObjectEvent event) {
    return event instanceof ObjectEvent.MessageReceived(EncodedMessage(String kind, var _))
            && kind.equals(EncodedMessage.CALL)
        ? EncodedMessage.CALL
        : EncodedMessage.TELL;
  }

  /** Why an attempt failed, for operators. */
  static String said(Answer failure) {
    return switch (failure) {
      case Answer.Failed(String id) -> "its handler failed; the node's log says more under " + id;
      case Answer.Unreadable(String id) ->
          "it cannot be read; the node's log says more under " + id;
      case Answer.Overran _ -> "its handler ran past its deadline";
      case Answer.Refused(Refusal refusal) ->
          StoredLetters.storable("refused: " + refusal.detail());
      default -> failure.getClass().getSimpleName();
    };
  }

  /** What is needed to try it again. */
  static String content(Envelope envelope) {
    if (!(envelope.delivery().event()
        instanceof ObjectEvent.MessageReceived(EncodedMessage encoded))) {
      throw new IllegalArgumentException("no message of another object.");
    }
    ObjectId from = envelope.tell().orElseThrow().from();
    return content(encoded, from, envelope.delivery().correlation());
  }

  static String content(EncodedMessage encoded, ObjectId from, String correlation) {
    return String.join(
        "\n",
        encoded.kind() + " " + from,
        correlation,
        Base64.getEncoder().encodeToString(encoded.bytes()));
  }

  /** A parked message, to be tried again. */
  record Parked(ObjectId from, EncodedMessage message, String correlation) {
    /** Empty where the letter is no message. */
    static Optional<Parked> of(Change.DeadLetterAdded letter) {
      String[] lines = letter.content().split("\n", CONTENT_LINES);
      if (lines.length < CONTENT_LINES) {
        return Optional.empty();
      }
      int space = lines[0].indexOf(' ');
      byte[] bytes = Base64.getDecoder().decode(lines[2]);
      return Optional.of(
          new Parked(
              ObjectId.parse(lines[0].substring(space + 1)),
              new EncodedMessage(lines[0].substring(0, space), bytes),
              lines[1]));
    }
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.wire.HttpFormat;
import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.host.wire.WireWriter;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.util.List;

/** Answers on their way back. Values in them are {@link EncodedValue}s. */
final class ReplyFormat {
  // Part of the format: never change, never reuse.
  private static final int DONE = 1;
  private static final int VALUE = 2;
  private static final int PAGE = 3;
  private static final int ALARMS = 4;
  private static final int RESPONDED = 5;
  private static final int SOCKET_ACCEPTED = 6;
  private static final int REFUSED = 7;
  private static final int MISSING = 8;
  private static final int UNKNOWN_TYPE = 9;
  private static final int FAILED = 10;
  private static final int OVERRAN = 11;
  private static final int OTHER_BODY = 12;
  private static final int OVERLOADED = 13;
  private static final int NOT_DONE = 14;
  private static final int OUTCOME_UNKNOWN = 15;
  private static final int TIMED_OUT = 16;
  private static final int UNREADABLE = 17;

  private ReplyFormat() {}

  static void write(WireWriter out, Answer answer) {
    switch (answer) {
      case Answer.Done _ -> out.tag(DONE);
      case Answer.Replied(Object value) -> replied(out, value);
      case Answer.Responded(var response) -> {
        out.tag(RESPONDED);
        HttpFormat.write(out, response);
      }
      case Answer.SocketAccepted _ -> out.tag(SOCKET_ACCEPTED);
      case Answer.Refused(Refusal refusal) -> {
        out.tag(REFUSED);
        out.text(refusal.kind().name());
        out.text(refusal.detail());
      }
      case Answer.Missing _ -> out.tag(MISSING);
      case Answer.UnknownType _ -> out.tag(UNKNOWN_TYPE);
      case Answer.Failed(String errorId) -> text(out, FAILED, errorId);
      case Answer.Overran(String errorId) -> text(out, OVERRAN, errorId);
      case Answer.OtherBody _ -> out.tag(OTHER_BODY);
      case Answer.Overloaded(String what, var retryAfter) -> {
        text(out, OVERLOADED, what);
        out.span(retryAfter);
      }
      case Answer.NotDone(String why) -> text(out, NOT_DONE, why);
      case Answer.OutcomeUnknown _ -> out.tag(OUTCOME_UNKNOWN);
      case Answer.TimedOut _ -> out.tag(TIMED_OUT);
      case Answer.Unreadable(String errorId) -> text(out, UNREADABLE, errorId);
    }
  }

  private static void text(WireWriter out, int tag, String text) {
    out.tag(tag);
    out.text(text);
  }

  private static void replied(WireWriter out, Object value) {
    switch (value) {
      case EncodedValue(byte[] bytes) -> {
        out.tag(VALUE);
        out.bytes(bytes);
      }
      case LogPage<?> page -> {
        out.tag(PAGE);
        out.all(page.entries(), ReplyFormat::entry);
        out.number(page.next());
        out.number(page.tail());
      }
      case ObjectAlarms alarms -> {
        out.tag(ALARMS);
        out.all(alarms.alarms(), ReplyFormat::pending);
        out.all(alarms.letters(), ReplyFormat::letter);
      }
      default ->
          throw new WireException(
              "an answer holds a %s that was not encoded".formatted(value.getClass().getName()));
    }
  }

  private static void entry(WireWriter out, LogEntry<?> entry) {
    out.number(entry.number());
    out.time(entry.at());
    if (!(entry.value() instanceof EncodedValue(byte[] bytes))) {
      throw new WireException("a page holds an entry that was not encoded");
    }
    out.bytes(bytes);
  }

  private static void pending(WireWriter out, ObjectAlarms.Pending alarm) {
    out.text(alarm.name());
    out.text(alarm.schedule());
    out.time(alarm.due());
    out.count(alarm.attempts());
    out.time(alarm.fireAt());
    out.text(alarm.error());
    out.flag(alarm.redriven());
  }

  private static void letter(WireWriter out, DeadLetter letter) {
    out.text(letter.id());
    out.text(letter.object().toString());
    out.text(letter.kind());
    out.text(letter.subject());
    out.time(letter.due());
    out.time(letter.at());
    out.count(letter.attempts());
    out.text(letter.error());
  }

  /** Throws {@link WireException}, or what a value's own checks throw. */
  static Answer read(WireReader in) {
    int tag = in.tag();
    return switch (tag) {
      case DONE -> new Answer.Done();
      case VALUE -> new Answer.Replied(new EncodedValue(in.bytes()));
      case PAGE ->
          new Answer.Replied(new LogPage<>(in.all(ReplyFormat::entry), in.number(), in.number()));
      case ALARMS -> new Answer.Replied(alarms(in));
      case RESPONDED -> new Answer.Responded(HttpFormat.response(in));
      case SOCKET_ACCEPTED -> new Answer.SocketAccepted();
      case REFUSED -> new Answer.Refused(new Refusal(Refusal.Kind.valueOf(in.text()), in.text()));
      case MISSING -> new Answer.Missing();
      case UNKNOWN_TYPE -> new Answer.UnknownType();
      case FAILED -> new Answer.Failed(in.text());
      case OVERRAN -> new Answer.Overran(in.text());
      case OTHER_BODY -> new Answer.OtherBody();
      case OVERLOADED -> new Answer.Overloaded(in.text(), in.span());
      case NOT_DONE -> new Answer.NotDone(in.text());
      case OUTCOME_UNKNOWN -> new Answer.OutcomeUnknown();
      case TIMED_OUT -> new Answer.TimedOut();
      case UNREADABLE -> new Answer.Unreadable(in.text());
      default -> throw new WireException("it has an answer of the unknown kind %d".formatted(tag));
    };
  }

  private static LogEntry<EncodedValue> entry(WireReader in) {
    return new LogEntry<>(in.number(), in.time(), new EncodedValue(in.bytes()));
  }

  private static ObjectAlarms alarms(WireReader in) {
    List<ObjectAlarms.Pending> pending =
        in.all(from ->
            new ObjectAlarms.Pending(
                from.text(),
                from.text(),
                from.time(),
                from.count(),
                from.time(),
                from.text(),
                from.flag()));
    List<DeadLetter> letters =
        in.all(from ->
            new DeadLetter(
                from.text(),
                ObjectId.parse(from.text()),
                from.text(),
                from.text(),
                from.time(),
                from.time(),
                from.count(),
                from.text()));
    return new ObjectAlarms(pending, letters);
  }
}

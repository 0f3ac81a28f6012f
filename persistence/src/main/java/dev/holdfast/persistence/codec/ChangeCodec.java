package dev.holdfast.persistence.codec;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Change.AlarmCleared;
import dev.holdfast.runtime.host.stored.Change.AlarmSet;
import dev.holdfast.runtime.host.stored.Change.AnswerRemembered;
import dev.holdfast.runtime.host.stored.Change.Created;
import dev.holdfast.runtime.host.stored.Change.DeadLetterAdded;
import dev.holdfast.runtime.host.stored.Change.DeadLetterRemoved;
import dev.holdfast.runtime.host.stored.Change.Destroyed;
import dev.holdfast.runtime.host.stored.Change.FrameApplied;
import dev.holdfast.runtime.host.stored.Change.HubAttached;
import dev.holdfast.runtime.host.stored.Change.HubDetached;
import dev.holdfast.runtime.host.stored.Change.KeyDeleted;
import dev.holdfast.runtime.host.stored.Change.KeyPut;
import dev.holdfast.runtime.host.stored.Change.KeysCleared;
import dev.holdfast.runtime.host.stored.Change.LogAppended;
import dev.holdfast.runtime.host.stored.Change.LogBounds;
import dev.holdfast.runtime.host.stored.Change.LogMarked;
import dev.holdfast.runtime.host.stored.Change.OfCall;
import dev.holdfast.runtime.host.stored.Change.OfQuestion;
import dev.holdfast.runtime.host.stored.Change.OfSender;
import dev.holdfast.runtime.host.stored.Change.SocketForgotten;
import dev.holdfast.runtime.host.stored.Change.TellApplied;
import dev.holdfast.runtime.host.stored.Change.TellFailed;
import dev.holdfast.runtime.host.stored.Change.Told;
import dev.holdfast.runtime.host.stored.Change.ToldUpTo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One change: its tag, then its fields in the order of the record. A tag and the fields behind it
 * never change; a change of another shape is a new tag. Tags are never used again.
 */
final class ChangeCodec {
  private static final int CREATED = 1;
  private static final int DESTROYED = 2;
  private static final int KEY_PUT = 3;
  private static final int KEY_DELETED = 4;
  private static final int KEYS_CLEARED = 5;
  private static final int LOG_APPENDED = 6;
  private static final int LOG_BOUNDS = 7;
  private static final int ANSWER_REMEMBERED = 8;
  private static final int FRAME_APPLIED = 9;
  private static final int HUB_ATTACHED = 10;
  private static final int HUB_DETACHED = 11;
  private static final int SOCKET_FORGOTTEN = 12;
  private static final int LOG_MARKED = 13;
  private static final int ALARM_SET = 14;
  private static final int ALARM_CLEARED = 15;
  private static final int DEAD_LETTER_ADDED = 16;
  private static final int DEAD_LETTER_REMOVED = 17;

  private static final int TOLD = 18;
  private static final int TOLD_UP_TO = 19;
  private static final int TELL_APPLIED = 20;
  private static final int TELL_FAILED = 21;

  // 22 to 24 are those of CallChangeCodec, 25 and 26 those of SenderChangeCodec,
  // 27 to 29 those of QuestionChangeCodec.

  /** As {@link #ALARM_SET}, with the correlation behind it: that one is for those without. */
  private static final int ALARM_SET_UNDER = 32;

  private ChangeCodec() {}

  static void writeAll(List<Change> changes, ByteWriter out) {
    out.number(changes.size());
    for (Change change : changes) {
      write(change, out);
    }
  }

  static List<Change> readAll(ByteReader in) {
    int count = in.elements();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      changes.add(read(in));
    }
    return changes;
  }

  private static void write(Change change, ByteWriter out) {
    switch (change) {
      case Created(long life) -> numbered(CREATED, life, out);
      case Destroyed() -> out.number(DESTROYED);
      case KeyPut(String key, byte[] value) -> {
        named(KEY_PUT, key, out);
        out.bytes(value);
      }
      case KeyDeleted(String key) -> named(KEY_DELETED, key, out);
      case KeysCleared() -> out.number(KEYS_CLEARED);
      case LogAppended(String log, long first, int count) -> {
        marked(LOG_APPENDED, log, first, out);
        out.number(count);
      }
      case LogBounds(String log, long head, long tail) -> {
        marked(LOG_BOUNDS, log, head, out);
        out.signed(tail);
      }
      case LogMarked(String log, long number, Instant at) -> {
        marked(LOG_MARKED, log, number, out);
        out.time(at);
      }
      case AnswerRemembered remembered -> writeAnswer(remembered, out);
      case AlarmSet alarm -> writeAlarm(alarm, out);
      case AlarmCleared(String name) -> named(ALARM_CLEARED, name, out);
      case DeadLetterAdded letter -> writeLetter(letter, out);
      case DeadLetterRemoved(String id) -> named(DEAD_LETTER_REMOVED, id, out);
      case Told told -> writeTold(told, out);
      case ToldUpTo(String target, long number) -> marked(TOLD_UP_TO, target, number, out);
      case TellApplied(String sender, long number) -> marked(TELL_APPLIED, sender, number, out);
      case TellFailed failed -> writeFailed(failed, out);
      case OfCall call -> CallChangeCodec.write(call, out);
      case OfSender sender -> SenderChangeCodec.write(sender, out);
      case OfQuestion question -> QuestionChangeCodec.write(question, out);
      case FrameApplied(String socket, long number) -> marked(FRAME_APPLIED, socket, number, out);
      case HubAttached(String hub) -> named(HUB_ATTACHED, hub, out);
      case HubDetached(String hub) -> named(HUB_DETACHED, hub, out);
      case SocketForgotten(String socket) -> named(SOCKET_FORGOTTEN, socket, out);
    }
  }

  private static Change read(ByteReader in) {
    int tag = in.count();
    return switch (tag) {
      case CREATED -> new Created(in.signed());
      case DESTROYED -> new Destroyed();
      case KEY_PUT -> new KeyPut(in.text(), in.bytes());
      case KEY_DELETED -> new KeyDeleted(in.text());
      case KEYS_CLEARED -> new KeysCleared();
      case LOG_APPENDED -> new LogAppended(in.text(), in.signed(), in.count());
      case LOG_BOUNDS -> new LogBounds(in.text(), in.signed(), in.signed());
      case ANSWER_REMEMBERED -> new AnswerRemembered(in.text(), in.bytes(), in.time(), in.bytes());
      case FRAME_APPLIED -> new FrameApplied(in.text(), in.signed());
      case HUB_ATTACHED -> new HubAttached(in.text());
      case HUB_DETACHED -> new HubDetached(in.text());
      case SOCKET_FORGOTTEN -> new SocketForgotten(in.text());
      case LOG_MARKED -> new LogMarked(in.text(), in.signed(), in.time());
      case ALARM_SET ->
          new AlarmSet(in.text(), in.text(), in.time(), in.count(), in.time(), in.text(), "");
      case ALARM_SET_UNDER ->
          new AlarmSet(
              in.text(), in.text(), in.time(), in.count(), in.time(), in.text(), in.text());
      case ALARM_CLEARED -> new AlarmCleared(in.text());
      case DEAD_LETTER_ADDED -> readLetter(in);
      case DEAD_LETTER_REMOVED -> new DeadLetterRemoved(in.text());
      case TOLD -> new Told(in.signed(), in.text(), in.text(), in.text(), in.bytes(), in.text());
      case TOLD_UP_TO -> new ToldUpTo(in.text(), in.signed());
      case TELL_APPLIED -> new TellApplied(in.text(), in.signed());
      case TELL_FAILED -> new TellFailed(in.text(), in.signed(), in.count());
      case CallChangeCodec.ASKED, CallChangeCodec.DONE, CallChangeCodec.FAILED ->
          CallChangeCodec.read(tag, in);
      case SenderChangeCodec.FORGOTTEN, SenderChangeCodec.FORGOTTEN_UP_TO ->
          SenderChangeCodec.read(tag, in);
      case QuestionChangeCodec.ASKED, QuestionChangeCodec.DECIDED, QuestionChangeCodec.ENDED ->
          QuestionChangeCodec.read(tag, in);
      default -> throw new MalformedException("written by a newer version: change kind " + tag);
    };
  }

  private static Change readLetter(ByteReader in) {
    return new DeadLetterAdded(
        in.text(), in.text(), in.text(), in.time(), in.time(), in.count(), in.text(), in.text());
  }

  private static void writeAnswer(AnswerRemembered remembered, ByteWriter out) {
    named(ANSWER_REMEMBERED, remembered.id(), out);
    out.bytes(remembered.bodyHash());
    out.time(remembered.expiresAt());
    out.bytes(remembered.answer());
  }

  private static void writeAlarm(AlarmSet alarm, ByteWriter out) {
    boolean under = !alarm.correlation().isEmpty();
    named(under ? ALARM_SET_UNDER : ALARM_SET, alarm.name(), out);
    out.text(alarm.schedule());
    out.time(alarm.due());
    out.number(alarm.attempts());
    out.time(alarm.fireAt());
    out.text(alarm.error());
    if (under) {
      out.text(alarm.correlation());
    }
  }

  private static void writeTold(Told told, ByteWriter out) {
    numbered(TOLD, told.number(), out);
    out.text(told.target());
    out.text(told.kind());
    out.text(told.reach());
    out.bytes(told.message());
    out.text(told.correlation());
  }

  private static void writeFailed(TellFailed failed, ByteWriter out) {
    marked(TELL_FAILED, failed.sender(), failed.number(), out);
    out.number(failed.attempts());
  }

  private static void writeLetter(DeadLetterAdded letter, ByteWriter out) {
    named(DEAD_LETTER_ADDED, letter.id(), out);
    out.text(letter.kind());
    out.text(letter.subject());
    out.time(letter.due());
    out.time(letter.at());
    out.number(letter.attempts());
    out.text(letter.error());
    out.text(letter.content());
  }

  private static void named(int tag, String name, ByteWriter out) {
    out.number(tag);
    out.text(name);
  }

  private static void marked(int tag, String name, long number, ByteWriter out) {
    named(tag, name, out);
    out.signed(number);
  }

  private static void numbered(int tag, long number, ByteWriter out) {
    out.number(tag);
    out.signed(number);
  }
}

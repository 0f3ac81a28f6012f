package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.KeyRange;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.time.Instant;

/** The object of the contract: does, when told to, everything an object can do, and goes wrong. */
public final class Ledger implements DurableObject<Ledger.Command> {
  static final StorageKey<Long> COUNT = StorageKey.of("count", Long.class);
  static final Log<String> NOTES = Log.of("notes", String.class);

  /** Keeps only three entries. */
  static final Log<String> RECENT = Log.of("recent", String.class).keeping(3);

  /** Keeps entries for an hour. */
  static final Log<String> FLEETING =
      Log.of("fleeting", String.class).keepingFor(Duration.ofHours(1));

  /** Ways for a turn to go wrong. */
  public enum Way {
    THROW,
    ASSERT,
    OVERFLOW,
    NULL,
    TWO_ANSWERS,
    VALUE_OF_NO_STORED_TYPE,
    ANSWER_OF_NO_STORED_TYPE,
    STORING_AFTER_DESTROY
  }

  public sealed interface Command extends Message {}

  @Stored("add")
  public record Add(long by) implements Command, Asks<Long> {}

  @Stored("read")
  public record Read() implements Command, Asks<Long> {}

  @Stored("exists")
  public record Exists() implements Command, Asks<Boolean> {}

  @Stored("put")
  public record Put(String key, String value) implements Command {}

  @Stored("get")
  public record Get(String key) implements Command, Asks<String> {}

  @Stored("keys")
  public record Keys() implements Command, Asks<String> {}

  @Stored("note")
  public record Note(String text) implements Command, Asks<Long> {}

  @Stored("notes")
  public record Notes(long after, int limit) implements Command, Asks<LogPage<String>> {}

  @Stored("note-and-read")
  public record NoteAndRead(String text) implements Command, Asks<LogPage<String>> {}

  @Stored("keep")
  public record Keep(String text) implements Command {}

  @Stored("kept")
  public record Kept() implements Command, Asks<String> {}

  @Stored("kept-page")
  public record KeptPage(long after, int limit) implements Command, Asks<LogPage<String>> {}

  @Stored("keep-briefly")
  public record KeepBriefly(String text) implements Command, Asks<LogPage<String>> {}

  @Stored("go-wrong")
  public record GoWrong(Way way) implements Command, Asks<Long> {}

  @Stored("refuse")
  public record Refuse() implements Command {}

  @Stored("destroy")
  public record Destroy() implements Command {}

  @Stored("look-at-clock")
  public record LookAtClock() implements Command, Asks<Instant> {}

  @Stored("stamp")
  public record Stamp() implements Command, Asks<Instant> {}

  @Stored("shout")
  public record Shout(String text) implements Command {}

  @Stored("add-and-shout")
  public record AddAndShout(String text) implements Command, Asks<Long> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    long count = context.storage().get(COUNT).orElse(0L);
    return switch (command) {
      case Add ask -> Turn.draft().put(COUNT, count + ask.by()).reply(ask, count + ask.by());
      case Read ask -> Turn.draft().reply(ask, count);
      case Exists ask -> Turn.draft().reply(ask, context.exists());
      case Put(String key, String value) -> Turn.draft().put(key(key), value);
      case Get ask ->
          Turn.draft().reply(ask, context.storage().get(key(ask.key())).orElse("nothing"));
      case Keys ask -> Turn.draft().reply(ask, keys(context));
      case Note ask ->
          Turn.draft().append(NOTES, ask.text()).reply(ask, context.log(NOTES).tail() + 1);
      case Notes ask -> Turn.draft().replyPage(ask, NOTES, ask.after(), ask.limit());
      case NoteAndRead ask -> Turn.draft().append(NOTES, ask.text()).replyPage(ask, NOTES, 0, 100);
      case Keep(String text) -> Turn.draft().append(RECENT, text);
      case Kept ask -> Turn.draft().reply(ask, view(context.log(RECENT)));
      case KeptPage ask -> Turn.draft().replyPage(ask, RECENT, ask.after(), ask.limit());
      case KeepBriefly ask ->
          Turn.draft().append(FLEETING, ask.text()).replyPage(ask, FLEETING, 0, 100);
      case GoWrong ask -> wrong(ask, count);
      case Refuse _ -> Turn.refuse(Refusal.conflict("told to refuse"));
      case Destroy _ -> Turn.draft().destroy();
      case LookAtClock ask -> Turn.draft().reply(ask, context.now());
      case Stamp ask -> Turn.draft().put(COUNT, count + 1).reply(ask, context.now());
      case Shout(String text) -> Turn.draft().broadcast(new Frame.Text(text));
      case AddAndShout ask ->
          Turn.draft()
              .put(COUNT, count + 1)
              .broadcast(new Frame.Text(ask.text()))
              .reply(ask, count + 1);
    };
  }

  private static StorageKey<String> key(String name) {
    return StorageKey.of(name, String.class);
  }

  private static String keys(ObjectContext context) {
    return String.join(",", context.storage().list(KeyRange.ALL, Object.class).keySet());
  }

  private static String view(LogView view) {
    return view.head() + " to " + view.tail();
  }

  @SuppressWarnings({"unchecked", "rawtypes", "InfiniteRecursion"})
  private static Turn wrong(GoWrong ask, long count) {
    Turn turn = Turn.draft().put(COUNT, count - 1_000).append(NOTES, "must not be kept");
    return switch (ask.way()) {
      case THROW -> throw new IllegalArgumentException("told to throw");
      case ASSERT -> throw new AssertionError("told to fail");
      case OVERFLOW -> wrong(ask, count + 1);
      case NULL -> null;
      case TWO_ANSWERS -> turn.reply(ask, 1L).reply(ask, 2L);
      case VALUE_OF_NO_STORED_TYPE -> turn.put((StorageKey) COUNT, new Object()).reply(ask, 1L);
      case ANSWER_OF_NO_STORED_TYPE -> turn.reply((Asks) ask, new Object());
      case STORING_AFTER_DESTROY -> turn.destroy().put(COUNT, 1L).reply(ask, 1L);
    };
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    return request.path().equals("/notes")
        ? Turn.draft().respondPage(NOTES, 0, 100, "notes")
        : Turn.draft().put(COUNT, 1L).respond(Response.text("stored"));
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return Turn.draft().accept(opening, SocketOptions.PLAIN.following(NOTES, 0));
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return frame.frame() instanceof Frame.Text(String text)
        ? Turn.draft().append(NOTES, text)
        : Turn.none();
  }
}

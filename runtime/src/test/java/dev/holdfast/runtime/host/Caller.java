package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.CallRetry;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** An object that asks for calls, and keeps what came of them. */
public final class Caller implements DurableObject<Caller.Command> {
  static final StorageKey<String> SEEN = StorageKey.of("seen", String.class);
  static final StorageKey<Boolean> MENDED = StorageKey.of("mended", Boolean.class);

  /** Whoever gets its result fails until it is mended. */
  static final String BAD = "bad";

  /** Whose result is refused, in words that cannot be stored as they are. */
  static final String REFUSED = "refused";

  /** What to shout so that the work throws, gives more than a value may have, or never ends. */
  static final String THROW = "throw";

  static final String FLOOD = "flood";
  public static final String FOR_EVER = "for ever";

  static final LocalWork<String, String> SHOUT =
      LocalWork.of("shout", String.class, String.class, Caller::shout);

  static final LocalWork<String, String> UNKNOWN =
      LocalWork.of("unknown", String.class, String.class, text -> text);

  private static final CallRetry THRICE =
      new CallRetry(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 0, Duration.ofMinutes(5));

  public sealed interface Command extends Message {}

  /** Asks for one GET each, in the lane unless it is empty. */
  @Stored("fetch")
  public record Fetch(List<String> names, String lane) implements Command {}

  @Stored("shout")
  public record Shout(String text) implements Command {}

  @Stored("unknown-work")
  public record Unknown() implements Command {}

  /** Asks for a GET of whatever URL. */
  @Stored("get")
  public record Get(String url) implements Command {}

  @Stored("mend-calling")
  public record Mend() implements Command {}

  @Stored("end-calling")
  public record End() implements Command {}

  /** Answers what came of its calls, in order. */
  @Stored("seen")
  public record Seen() implements Command, Asks<String> {}

  static String url(String object, String name) {
    return "https://example.org/" + object + "/" + name;
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Fetch fetch -> fetch(fetch, context);
      case Shout(String text) ->
          Turn.draft().call("shouted", Call.local(SHOUT, text).deadline(Duration.ofMillis(200)));
      case Get(String url) -> Turn.draft().call("got", Call.get(Text.of(url)));
      case Unknown _ -> Turn.draft().call("unknown", Call.local(UNKNOWN, "x"));
      case Mend _ -> Turn.draft().put(MENDED, true);
      case End _ -> Turn.draft().destroy();
      case Seen ask -> Turn.draft().reply(ask, context.storage().get(SEEN).orElse(""));
    };
  }

  private static String shout(String text) throws InterruptedException {
    return switch (text) {
      case THROW -> throw new IllegalStateException("not today");
      case FLOOD -> "x".repeat(ContractWorld.LIMITS.valueBytesMax() + 1);
      case FOR_EVER -> {
        new CountDownLatch(1).await();
        yield "never";
      }
      default -> text.toUpperCase(Locale.ROOT);
    };
  }

  private static Turn fetch(Fetch fetch, ObjectContext context) {
    Turn turn = Turn.draft();
    for (String name : fetch.names()) {
      Call.Http get = Call.get(Text.of(url(context.id().name(), name))).retry(THRICE);
      turn.call(name, fetch.lane().isEmpty() ? get : get.lane(fetch.lane()));
    }
    return turn;
  }

  @Override
  public Turn onCallEnded(ObjectEvent.CallEnded ended, ObjectContext context) {
    if (ended.name().equals(BAD) && !context.storage().get(MENDED).orElse(false)) {
      throw new IllegalStateException("cannot take that");
    }
    if (ended.name().equals(REFUSED)) {
      return Turn.refuse(Refusal.conflict("\ud83d".repeat(1_000)));
    }
    String result =
        switch (ended.result()) {
          case CallResult.Answered answered -> answered.status() + ":" + answered.text();
          case CallResult.Worked worked -> worked.as(SHOUT);
          case CallResult.GaveUp gaveUp -> gaveUp.why().code() + ":" + gaveUp.attempts();
        };
    String before = context.storage().get(SEEN).map(seen -> seen + " ").orElse("");
    return Turn.draft().put(SEEN, before + ended.name() + ":" + result);
  }
}

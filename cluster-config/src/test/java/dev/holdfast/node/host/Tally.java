package dev.holdfast.node.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.KeyRange;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * An object that keeps a tally of what its alarms did. Each setting of an alarm has a token of its
 * own: how often it took effect is counted, and who sets or clears learns which token that ended,
 * so that every token is either counted once or told as ended.
 */
public final class Tally implements DurableObject<Tally.Command> {
  static final ObjectType<Command> TYPE = ObjectType.of("tally", Command.class, Tally::new);

  /** Objects whose next alarm blocks its handler until the test lets it go. */
  static final Set<String> BLOCKED = ConcurrentHashMap.newKeySet();

  static final Semaphore ENTERED = new Semaphore(0);
  static final Semaphore LET_GO = new Semaphore(0);

  /** Attempts that fail of a token that begins so. */
  private static final String FAILS = "fails";

  private static final int FAILURES = 2;

  private static final String TOKEN = "token-";
  private static final String COUNT = "count-";

  public sealed interface Command extends Message {}

  /** Sets an alarm for that time, in milliseconds since 1970; answers the token that this ends. */
  @Stored("set")
  public record SetAt(String name, String token, long at) implements Command, Asks<String> {}

  /** Has an alarm fire every so many milliseconds; answers the token that this ends. */
  @Stored("every")
  public record Every(String name, String token, long millis) implements Command, Asks<String> {}

  /** Answers the token that this ends. */
  @Stored("clear")
  public record Clear(String name) implements Command, Asks<String> {}

  /** Answers how often each token took effect, as {@code a=1,b=1}. */
  @Stored("counts")
  public record Counts() implements Command, Asks<String> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case SetAt ask ->
          set(ask.name(), ask.token(), Schedule.at(Instant.ofEpochMilli(ask.at())))
              .reply(ask, current(ask.name(), context));
      case Every ask ->
          set(
                  ask.name(),
                  ask.token(),
                  Schedule.every(Duration.ofMillis(ask.millis()), context.now()))
              .reply(ask, current(ask.name(), context));
      case Clear ask ->
          Turn.draft()
              .delete(token(ask.name()))
              .clearAlarm(ask.name())
              .reply(ask, current(ask.name(), context));
      case Counts ask -> Turn.draft().reply(ask, counts(context));
    };
  }

  private static Turn set(String name, String token, Schedule schedule) {
    return Turn.draft().put(token(name), token).setAlarm(name, schedule);
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    if (BLOCKED.remove(context.id().name())) {
      ENTERED.release();
      LET_GO.acquireUninterruptibly();
    }
    String token = current(alarm.name(), context);
    if (token.startsWith(FAILS) && alarm.attempt() <= FAILURES) {
      throw new IllegalStateException("told to fail");
    }
    String effect = context.now().isBefore(alarm.due()) ? token + " early" : token;
    StorageKey<Long> count = StorageKey.of(COUNT + effect, Long.class);
    Turn turn =
        Turn.draft()
            .put(count, context.storage().get(count).orElse(0L) + alarm.firings())
            .broadcast(new Frame.Text(token));
    boolean again = !(context.alarms().get(alarm.name()).schedule() instanceof Schedule.At);
    return again ? turn : turn.delete(token(alarm.name()));
  }

  private static StorageKey<String> token(String alarm) {
    return StorageKey.of(TOKEN + alarm, String.class);
  }

  private static String current(String alarm, ObjectContext context) {
    return context.storage().get(token(alarm)).orElse("");
  }

  private static String counts(ObjectContext context) {
    StringJoiner counts = new StringJoiner(",");
    context
        .storage()
        .list(KeyRange.prefix(COUNT), Long.class)
        .forEach((key, count) -> counts.add(key.substring(COUNT.length()) + "=" + count));
    return counts.toString();
  }
}

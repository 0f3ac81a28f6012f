package dev.holdfast.actors.examples;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;

/**
 * Counts, durably. {@code POST} adds 1 and answers the new number as plain text, {@code GET} reads
 * it; a counter that nobody counted with is 0, and reading it makes none.
 */
public final class Counter implements DurableObject<Counter.Command> {
  public static final ObjectType<Command> TYPE =
      ObjectType.of("counter", Command.class, Counter::new);

  static final StorageKey<Long> COUNT = StorageKey.of("count", Long.class);

  /** What a counter can be asked. */
  public sealed interface Command extends Message {}

  /** Adds {@code by}, which may be negative; answers the new number. */
  @Stored("increment")
  public record Increment(long by) implements Command, Asks<Long> {}

  /** Answers the number. */
  @Stored("read")
  public record Read() implements Command, Asks<Long> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    long count = count(context);
    return switch (command) {
      case Increment(long by) when overflows(count, by) -> full(count);
      case Increment ask -> Turn.draft().put(COUNT, count + ask.by()).reply(ask, count + ask.by());
      case Read ask -> Turn.draft().reply(ask, count);
    };
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    if (!request.path().equals("/")) {
      return Turn.refuse(Refusal.notFound("a counter has nothing below its name. Leave it out."));
    }
    long count = count(context);
    return switch (request.method()) {
      case "GET", "HEAD" -> Turn.draft().respond(Response.text(Long.toString(count)));
      case "POST" -> overflows(count, 1) ? full(count) : incremented(count + 1);
      default ->
          Turn.refuse(
              new Refusal(
                  Refusal.Kind.METHOD_NOT_ALLOWED, "a counter takes GET and POST. Use one."));
    };
  }

  private static Turn incremented(long count) {
    return Turn.draft().put(COUNT, count).respond(Response.text(Long.toString(count)));
  }

  private static long count(ObjectContext context) {
    return context.storage().get(COUNT).orElse(0L);
  }

  private static boolean overflows(long count, long by) {
    long sum = count + by;
    return ((count ^ sum) & (by ^ sum)) < 0;
  }

  private static Turn full(long count) {
    return Turn.refuse(
        Refusal.conflict(
            "the counter stands at %d and would pass 64 bits. Use another one.".formatted(count)));
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;

/** An object that stores something when it is made and whenever it wakes. */
public final class Newborn implements DurableObject<Newborn.Command> {
  static final StorageKey<String> BORN = StorageKey.of("born", String.class);
  static final StorageKey<Long> WAKES = StorageKey.of("wakes", Long.class);
  static final StorageKey<Long> PUSHED = StorageKey.of("pushed", Long.class);

  public sealed interface Command extends Message {}

  /** Stores something. */
  @Stored("push")
  public record Push() implements Command {}

  /** Answers whether it was born, how often it woke, and whether it exists for its handler. */
  @Stored("look")
  public record Look() implements Command, Asks<String> {}

  @Stored("refuse")
  public record Refuse() implements Command {}

  @Stored("throw")
  public record Throw() implements Command {}

  @Override
  public Turn onCreate(ObjectContext context) {
    return context.id().name().startsWith("stillborn")
        ? Turn.refuse(Refusal.forbidden("not this name"))
        : Turn.draft().put(BORN, "yes").append(Ledger.NOTES, "born");
  }

  @Override
  public Turn onWake(ObjectContext context) {
    return Turn.draft().put(WAKES, context.storage().get(WAKES).orElse(0L) + 1);
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Push _ -> Turn.draft().put(PUSHED, 1L);
      case Look ask -> Turn.draft().reply(ask, look(context));
      case Refuse _ -> Turn.refuse(Refusal.conflict("told to refuse"));
      case Throw _ -> throw new IllegalStateException("told to throw");
    };
  }

  private static String look(ObjectContext context) {
    return "born %s, %d notes, %d wakes, exists %s"
        .formatted(
            context.storage().get(BORN).orElse("no"),
            context.log(Ledger.NOTES).tail(),
            context.storage().get(WAKES).orElse(0L),
            context.exists());
  }
}

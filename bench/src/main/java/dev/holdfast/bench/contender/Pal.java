package dev.holdfast.bench.contender;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;

/** Tells another one, and counts what it hears. */
public final class Pal implements DurableObject<Pal.Command> {
  static final ObjectType<Command> TYPE = ObjectType.of("pal", Command.class, Pal::new);

  static final StorageKey<Long> HEARD = StorageKey.of("heard", Long.class);

  /** What a pal can be asked. */
  public sealed interface Command extends Message {}

  /** Tells that pal; one commit of the sender, which is then answered, and one of the receiver. */
  @Stored("go")
  public record Go(String target) implements Command {}

  /** Counts. */
  @Stored("hear")
  public record Hear() implements Command {}

  /** Answers how much it has heard. */
  @Stored("heard")
  public record Heard() implements Command, Asks<Long> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Go(String target) -> Turn.draft().tell(new ObjectId(TYPE.name(), target), new Hear());
      case Hear _ -> Turn.draft().put(HEARD, heard(context) + 1);
      case Heard ask -> Turn.draft().reply(ask, heard(context));
    };
  }

  private static long heard(ObjectContext context) {
    return context.storage().get(HEARD).orElse(0L);
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;

/** An object that tells others numbers, and keeps those it hears. */
public final class Teller implements DurableObject<Teller.Command> {
  static final StorageKey<String> HEARD = StorageKey.of("heard", String.class);
  static final StorageKey<String> REFUSED = StorageKey.of("refused", String.class);
  static final StorageKey<Boolean> MENDED = StorageKey.of("mended", Boolean.class);

  /** Is refused by whoever hears it. */
  static final long REFUSE = 13;

  /** Whoever hears it fails until it is mended. */
  static final long FAIL = 66;

  public sealed interface Command extends Message {}

  /** Tells the target {@code count} numbers from {@code from} on. */
  @Stored("go")
  public record Go(String target, String reach, long from, long count) implements Command {}

  @Stored("hear")
  public record Hear(long number) implements Command {}

  @Stored("mend-hearing")
  public record Mend() implements Command {}

  @Stored("end")
  public record End() implements Command {}

  /** Answers what it heard and from whom, in order. */
  @Stored("heard")
  public record Heard() implements Command, Asks<String> {}

  /** Answers what others refused. */
  @Stored("refused")
  public record Refused() implements Command, Asks<String> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Go go -> go(go);
      case Hear(long number) -> hear(number, context);
      case Mend _ -> Turn.draft().put(MENDED, true);
      case End _ -> Turn.draft().destroy();
      case Heard ask -> Turn.draft().reply(ask, context.storage().get(HEARD).orElse(""));
      case Refused ask -> Turn.draft().reply(ask, context.storage().get(REFUSED).orElse(""));
    };
  }

  private static Turn go(Go go) {
    Turn turn = Turn.draft();
    ObjectId target = ObjectId.parse(go.target());
    for (long number = go.from(); number < go.from() + go.count(); number++) {
      Hear hear = new Hear(number);
      switch (go.reach()) {
        case "existing" -> turn.tellExisting(target, hear);
        case "new" -> turn.tellNew(target, hear);
        default -> turn.tell(target, hear);
      }
    }
    return turn;
  }

  private static Turn hear(long number, ObjectContext context) {
    if (number == REFUSE) {
      return Turn.refuse(Refusal.conflict("an unlucky number."));
    }
    if (number == FAIL && !context.storage().get(MENDED).orElse(false)) {
      throw new IllegalStateException("cannot hear that");
    }
    String sender = context.sender().map(ObjectId::name).orElse("nobody");
    return Turn.draft().put(HEARD, added(context, HEARD, sender + ":" + number));
  }

  @Override
  public Turn onTellRefused(ObjectEvent.TellRefused refused, ObjectContext context) {
    String what =
        "%s by %s: %s"
            .formatted(refused.message(), refused.target().name(), refused.refusal().kind());
    return Turn.draft().put(REFUSED, added(context, REFUSED, what));
  }

  private static String added(ObjectContext context, StorageKey<String> key, String more) {
    return context.storage().get(key).map(before -> before + " ").orElse("") + more;
  }
}

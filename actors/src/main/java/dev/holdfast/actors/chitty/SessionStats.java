package dev.holdfast.actors.chitty;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;

/**
 * Counts the contexts of all owners. There is one; contexts tell it in the commit that makes or
 * ends them, so each counts once.
 */
public final class SessionStats implements DurableObject<SessionStats.Command> {
  public static final ObjectType<Command> TYPE =
      ObjectType.of("session-stats", Command.class, SessionStats::new);

  /** The one. */
  public static final ObjectId ID = new ObjectId(TYPE.name(), "all");

  private static final StorageKey<Totals> TOTALS = StorageKey.of("totals", Totals.class);

  /** What it can be told and asked. */
  public sealed interface Command extends Message {}

  /** A context was made. */
  @Stored("created")
  record Created() implements Command {}

  /** A context reached the end of its time. */
  @Stored("expired")
  record Expired() implements Command {}

  /** A context was deleted. */
  @Stored("deleted")
  record Deleted() implements Command {}

  /** What was counted so far. */
  @Stored("read-totals")
  public record ReadTotals() implements Command, Asks<Totals> {}

  /** Contexts that were ever made and how they ended. */
  @Stored("totals")
  public record Totals(long created, long expired, long deleted) {
    static final Totals NONE = new Totals(0, 0, 0);

    /** Contexts that there are. */
    public long existing() {
      return created - expired - deleted;
    }
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    Totals now = context.storage().get(TOTALS).orElse(Totals.NONE);
    return switch (command) {
      case Created _ -> kept(new Totals(now.created() + 1, now.expired(), now.deleted()));
      case Expired _ -> kept(new Totals(now.created(), now.expired() + 1, now.deleted()));
      case Deleted _ -> kept(new Totals(now.created(), now.expired(), now.deleted() + 1));
      case ReadTotals ask -> Turn.draft().reply(ask, now);
    };
  }

  private static Turn kept(Totals totals) {
    return Turn.draft().put(TOTALS, totals);
  }
}

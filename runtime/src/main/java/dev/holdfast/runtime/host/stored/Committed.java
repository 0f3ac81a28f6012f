package dev.holdfast.runtime.host.stored;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One journal event: everything that one batch of turns of one object decided, durable together or
 * not at all.
 *
 * @param at the object's time at the commit; never before that of the commit before it
 * @param changes in the order they take effect
 * @param rows the entries of the {@link Change.LogAppended} changes. They are written as rows in
 *     the event's transaction, are not part of the event's own bytes, and are absent when it is
 *     read back
 * @param turns what was decided here, for the history
 * @param wake when the object wants to be woken next, where this event changes that. It goes into
 *     the wake index in the event's transaction and, like the rows, is absent when read back
 */
public record Committed(
    Instant at,
    List<Change> changes,
    List<LogRow> rows,
    List<TurnNote> turns,
    Optional<NextWake> wake) {

  /**
   * When an object wants to be woken.
   *
   * @param at empty for not at all
   * @param alarm the name of the alarm that is due then, for operators; empty without one
   */
  public record NextWake(Optional<Instant> at, String alarm) {
    /** Not at all. */
    public static final NextWake NEVER = new NextWake(Optional.empty(), "");

    /** At that time, for that alarm. */
    public static NextWake at(Instant at, String alarm) {
      return new NextWake(Optional.of(at), alarm);
    }
  }

  /** An event that leaves the object's next wake as it is. */
  public Committed(Instant at, List<Change> changes, List<LogRow> rows, List<TurnNote> turns) {
    this(at, changes, rows, turns, Optional.empty());
  }

  public Committed {
    changes = List.copyOf(changes);
    rows = List.copyOf(rows);
    turns = List.copyOf(turns);
  }
}

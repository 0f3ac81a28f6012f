package dev.holdfast.runtime.host.stored;

import java.time.Instant;
import java.util.List;

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
 */
public record Committed(Instant at, List<Change> changes, List<LogRow> rows, List<TurnNote> turns) {
  public Committed {
    changes = List.copyOf(changes);
    rows = List.copyOf(rows);
    turns = List.copyOf(turns);
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.TurnNote;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gathers what the turns of one batch change. Each change is applied to the state at once, so that
 * the next turn sees it, and kept for the commit; a change that a later one makes void is dropped
 * from it, so that 500 increments of one key are one change.
 */
final class ChangeBuffer {
  private final ObjectState state;
  private final List<Change> changes = new ArrayList<>(4);
  private final List<LogRow> rows = new ArrayList<>(0);
  private final List<TurnNote> notes = new ArrayList<>(2);
  private long bytes;

  /** Where in {@code changes} the latest change of a key, log or socket stands. */
  private final Map<Slot, Integer> latest = new HashMap<>(4);

  private record Slot(Class<?> kind, String name) {}

  ChangeBuffer(ObjectState state) {
    this.state = state;
  }

  void add(Change change) {
    state.apply(change);
    bytes += Sizes.of(change);
    switch (change) {
      case Change.KeyPut(String key, byte[] _) ->
          replace(new Slot(Change.KeyPut.class, key), change);
      case Change.KeyDeleted(String key) -> replace(new Slot(Change.KeyPut.class, key), change);
      case Change.FrameApplied(String socket, long _) ->
          replace(new Slot(Change.FrameApplied.class, socket), change);
      case Change.AlarmSet alarm -> replace(new Slot(Change.AlarmSet.class, alarm.name()), change);
      case Change.AlarmCleared(String name) ->
          replace(new Slot(Change.AlarmSet.class, name), change);
      case Change.TellApplied applied -> replace(slot(applied, applied.sender()), change);
      case Change.TellFailed failed -> replace(slot(failed, failed.sender()), change);
      case Change.SenderForgotten(String sender, long _) -> forget(sender, change);
      case Change.KeysCleared _,
          Change.Created _,
          Change.Destroyed _,
          Change.SocketForgotten _,
          Change.HubDetached _ -> {
        // What came before must stay before: replacing across it would change the outcome.
        latest.clear();
        changes.add(change);
      }
      case Change.LogAppended _,
          Change.LogBounds _,
          Change.LogMarked _,
          Change.AnswerRemembered _,
          Change.DeadLetterAdded _,
          Change.Told _,
          Change.ToldUpTo _,
          Change.OfCall _,
          Change.OfQuestion _,
          Change.SendersForgottenUpTo _,
          Change.DeadLetterRemoved _,
          Change.HubAttached _ ->
          changes.add(change);
    }
  }

  private static Slot slot(Change change, String name) {
    return new Slot(change.getClass(), name);
  }

  /** What was noted of it before must stay before. */
  private void forget(String sender, Change change) {
    latest.remove(new Slot(Change.TellApplied.class, sender));
    latest.remove(new Slot(Change.TellFailed.class, sender));
    changes.add(change);
  }

  private void replace(Slot slot, Change change) {
    Integer place = latest.putIfAbsent(slot, changes.size());
    if (place == null) {
      changes.add(change);
    } else {
      changes.set(place, change);
    }
  }

  /** Appends to a log and returns the entry's number. */
  long append(String log, byte[] body, Instant at) {
    LogView view = state.log(log);
    long number = view.tail() + 1;
    state.apply(new Change.LogAppended(log, number, 1));
    rows.add(new LogRow(log, state.life(), number, at, body));
    bytes += body.length;
    Slot slot = new Slot(Change.LogAppended.class, log);
    Integer place = latest.get(slot);
    if (place != null && changes.get(place) instanceof Change.LogAppended grown) {
      changes.set(place, new Change.LogAppended(log, grown.first(), grown.count() + 1));
    } else {
      latest.put(slot, changes.size());
      changes.add(new Change.LogAppended(log, number, 1));
    }
    return number;
  }

  /** Moves the head of a log on to {@code head}; it never goes back. */
  void trim(String log, long head) {
    LogView view = state.log(log);
    if (head <= view.head()) {
      return;
    }
    Change bounds = new Change.LogBounds(log, head, view.tail());
    state.apply(bounds);
    // Always behind the appends it follows: a later append of this batch is a change of its own.
    latest.remove(new Slot(Change.LogAppended.class, log));
    changes.add(bounds);
  }

  /** A place to go back to with {@link #undoBirth}. */
  record Mark(int changes, int rows, int notes) {}

  Mark mark() {
    return new Mark(changes.size(), rows.size(), notes.size());
  }

  /** Takes back the making of an object: everything since the mark, at which it did not exist. */
  void undoBirth(Mark mark) {
    for (Change change : changes.subList(mark.changes(), changes.size())) {
      if (change instanceof Change.Told told) {
        // Messages outlive their object, so its end below does not take them back.
        state.mail().outbox().takeBack(told);
      }
    }
    changes.subList(mark.changes(), changes.size()).clear();
    rows.subList(mark.rows(), rows.size()).clear();
    notes.subList(mark.notes(), notes.size()).clear();
    latest.clear();
    state.apply(new Change.Destroyed());
  }

  void note(TurnNote note) {
    notes.add(note);
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /** About how many bytes the commit will have, log rows included. */
  long bytes() {
    return bytes;
  }

  Committed commit(Instant at, Optional<NextWake> wake) {
    return new Committed(at, changes, rows, notes, wake);
  }
}

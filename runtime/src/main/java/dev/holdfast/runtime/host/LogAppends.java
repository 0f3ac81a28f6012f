package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.LogView;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.LogRange;
import java.time.Duration;

/** How a turn's entries go into logs, which then hold no more and none older than they are to. */
final class LogAppends {
  private LogAppends() {}

  /** Appends an entry and returns its number. */
  static long append(Log<?> log, byte[] body, ObjectState state, ChangeBuffer changes) {
    long number = changes.append(log.name(), body, state.at());
    changes.trim(log.name(), number - log.entriesMax() + 1);
    log.keepFor().ifPresent(kept -> age(log.name(), number, kept, state, changes));
    return number;
  }

  private static void age(
      String log, long number, Duration kept, ObjectState state, ChangeBuffer changes) {
    if (state.ages().isDue(log, state.at(), kept)) {
      changes.add(new Change.LogMarked(log, number, state.at()));
    }
    changes.trim(log, state.ages().newestUpTo(log, state.at().minus(kept)) + 1);
  }

  /** The rows of a page. */
  static LogRange range(Log<?> log, long after, int limit, ObjectState state) {
    LogView view = state.log(log.name());
    long from = Math.max(Math.max(after, 0), view.head() - 1);
    return new LogRange(
        state.id(), log.name(), state.life(), from, view.tail(), limit, Limits.LOG_PAGE_BYTES_MAX);
  }
}

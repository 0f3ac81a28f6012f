package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers for some entries of a log when they were appended, so that the old ones can be let go
 * without reading any. Only logs with a bound on age have marks, {@value #MARKS_PER_AGE} at most
 * for the time they keep entries.
 */
final class LogAges {
  /** An entry goes at most this fraction of its time late. */
  static final int MARKS_PER_AGE = 32;

  private record Mark(long number, Instant at) {}

  private final Map<String, ArrayDeque<Mark>> marks = new HashMap<>(4);

  /** Whether an entry appended now is to be marked. */
  boolean isDue(String log, Instant now, Duration kept) {
    ArrayDeque<Mark> known = marks.get(log);
    return known == null
        || known.isEmpty()
        || !now.isBefore(known.getLast().at().plus(kept.dividedBy(MARKS_PER_AGE)));
  }

  void mark(Change.LogMarked marked) {
    marks
        .computeIfAbsent(marked.log(), _ -> new ArrayDeque<>(4))
        .add(new Mark(marked.number(), marked.at()));
  }

  /** The newest entry known to be from that time or before; 0 for none. */
  long newestUpTo(String log, Instant time) {
    long newest = 0;
    for (Mark mark : marks.getOrDefault(log, new ArrayDeque<>(0))) {
      if (mark.at().isAfter(time)) {
        break;
      }
      newest = mark.number();
    }
    return newest;
  }

  /** Entries before {@code head} are gone, and their marks with them. */
  void dropBefore(String log, long head) {
    ArrayDeque<Mark> known = marks.get(log);
    while (known != null && !known.isEmpty() && known.getFirst().number() < head) {
      known.removeFirst();
    }
  }

  void addTo(List<Change> changes) {
    marks.forEach((log, known) ->
        known.forEach(m -> changes.add(new Change.LogMarked(log, m.number(), m.at()))));
  }
}

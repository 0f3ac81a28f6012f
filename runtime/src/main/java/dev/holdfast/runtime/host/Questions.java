package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Questions of one object to others whose outcome has not taken effect. */
final class Questions {
  /** What one costs beside its texts: map entry, tree node, record, instant. */
  private static final int OVERHEAD_BYTES = 256;

  private static final Comparator<Change.QuestionAsked> BY_TIME =
      Comparator.comparing(Change.QuestionAsked::until)
          .thenComparingLong(Change.QuestionAsked::number);

  private final Map<Long, Change.QuestionAsked> open = new LinkedHashMap<>();
  private final Set<Long> decided = new HashSet<>(4);

  /** Those that are not decided. */
  private final TreeSet<Change.QuestionAsked> byTime = new TreeSet<>(BY_TIME);

  private long bytes;

  void apply(Change.OfQuestion change) {
    switch (change) {
      case Change.QuestionAsked asked -> {
        open.put(asked.number(), asked);
        byTime.add(asked);
        bytes += cost(asked);
      }
      case Change.QuestionDecided(long number) -> {
        Change.QuestionAsked asked = open.get(number);
        if (asked != null && decided.add(number)) {
          byTime.remove(asked);
        }
      }
      case Change.QuestionEnded(long number) -> {
        Change.QuestionAsked asked = open.remove(number);
        if (asked != null) {
          bytes -= cost(asked);
          byTime.remove(asked);
          decided.remove(number);
        }
      }
    }
  }

  private static long cost(Change.QuestionAsked asked) {
    return Sizes.of(asked) + OVERHEAD_BYTES;
  }

  /**
   * The question whose outcome that is; empty where it has another by now.
   *
   * @param own whether it comes from the object's own outbox, where decided ones wait
   */
  Optional<Change.QuestionAsked> open(long number, boolean own) {
    return decided.contains(number) && !own
        ? Optional.empty()
        : Optional.ofNullable(open.get(number));
  }

  /** Those that have timed out now, the first due first. */
  List<Change.QuestionAsked> due(Instant now, int limit) {
    List<Change.QuestionAsked> due = new ArrayList<>(0);
    for (Change.QuestionAsked asked : byTime) {
      if (asked.until().isAfter(now) || due.size() == limit) {
        break;
      }
      due.add(asked);
    }
    return due;
  }

  /** When the next one times out. */
  Optional<Instant> next() {
    return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.first().until());
  }

  NextWake earlier(NextWake other) {
    Optional<Instant> at = next();
    return at.isEmpty() || other.at().filter(time -> !time.isAfter(at.get())).isPresent()
        ? other
        : NextWake.at(at.get(), "");
  }

  int count() {
    return open.size();
  }

  long bytes() {
    return bytes;
  }

  void addTo(List<Change> changes) {
    changes.addAll(open.values());
    decided.forEach(number -> changes.add(new Change.QuestionDecided(number)));
  }
}

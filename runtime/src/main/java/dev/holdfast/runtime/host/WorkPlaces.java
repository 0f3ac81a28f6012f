package dev.holdfast.runtime.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who runs and who waits: so many at once in all and of each kind of work, the waiting of a kind in
 * order, the kinds in turn. Counts the threads that were given up, too.
 *
 * <p>Thread rule: callable from any thread; nothing blocks for longer than a few steps.
 */
final class WorkPlaces {
  /** What became of asking. */
  enum Admission {
    RUNS,
    WAITS,
    FULL
  }

  private static final class Kind {
    private final Deque<WorkAttempt> waiting = new ArrayDeque<>();
    private int running;
    private long bytes;

    private boolean isEmpty() {
      return running == 0 && waiting.isEmpty();
    }
  }

  private final WorkLimits limits;
  private final int stuckMax;

  /** Kinds with somebody, in the order in which they get their turn. */
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private int running;
  private int waiting;
  private long bytes;
  private int stuck;

  /**
   * @param stuckMax threads given up past which nobody is let in
   */
  WorkPlaces(WorkLimits limits, int stuckMax) {
    this.limits = limits;
    this.stuckMax = stuckMax;
  }

  /** Takes a place, or waits for one, or is turned away. */
  synchronized Admission enter(WorkAttempt attempt) {
    Kind kind = kinds.computeIfAbsent(attempt.place(), _ -> new Kind());
    if (!isExhausted() && running < limits.threads() && hasRoom(kind)) {
      runs(kind);
      return Admission.RUNS;
    }
    if (isExhausted() || !fits(kind, attempt)) {
      forgetIfEmpty(attempt.place(), kind);
      return Admission.FULL;
    }
    kind.waiting.add(attempt);
    kind.bytes += attempt.bytes();
    bytes += attempt.bytes();
    waiting++;
    return Admission.WAITS;
  }

  /** Gives a place back; who is returned has it now and runs. */
  synchronized Optional<WorkAttempt> leave(WorkAttempt attempt) {
    Kind kind = kinds.get(attempt.place());
    if (kind == null || kind.running == 0) {
      throw new IllegalStateException("a place was given back that nobody had");
    }
    kind.running--;
    running--;
    forgetIfEmpty(attempt.place(), kind);
    return next();
  }

  /** Like {@link #leave}; its thread is counted as stuck until {@link #cameBack}. */
  synchronized Optional<WorkAttempt> giveUp(WorkAttempt attempt) {
    stuck++;
    return leave(attempt);
  }

  /** A thread that was given up has ended after all; who is returned has a place now and runs. */
  synchronized Optional<WorkAttempt> cameBack() {
    stuck--;
    return next();
  }

  /** All who wait; they wait no longer. */
  synchronized List<WorkAttempt> sendAway() {
    List<WorkAttempt> all = new ArrayList<>();
    kinds
        .values()
        .forEach(kind -> {
          all.addAll(kind.waiting);
          kind.waiting.clear();
          kind.bytes = 0;
        });
    kinds.values().removeIf(Kind::isEmpty);
    waiting = 0;
    bytes = 0;
    return all;
  }

  /** Whether more threads were given up than are replaced. */
  synchronized boolean isExhausted() {
    return stuck > stuckMax;
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting;
  }

  synchronized long waitingBytes() {
    return bytes;
  }

  synchronized int stuck() {
    return stuck;
  }

  /** Gives a place that is free to who has waited for it; he runs. */
  synchronized Optional<WorkAttempt> next() {
    if (isExhausted() || running >= limits.threads()) {
      return Optional.empty();
    }
    Iterator<Map.Entry<String, Kind>> turn = kinds.entrySet().iterator();
    while (turn.hasNext()) {
      Map.Entry<String, Kind> entry = turn.next();
      Kind kind = entry.getValue();
      if (!kind.waiting.isEmpty() && hasRoom(kind)) {
        // Behind all others: the kinds have their turn one after another.
        turn.remove();
        kinds.put(entry.getKey(), kind);
        WorkAttempt first = kind.waiting.remove();
        kind.bytes -= first.bytes();
        bytes -= first.bytes();
        waiting--;
        runs(kind);
        return Optional.of(first);
      }
    }
    return Optional.empty();
  }

  private void runs(Kind kind) {
    kind.running++;
    running++;
  }

  private boolean hasRoom(Kind kind) {
    return kind.running < limits.runningPerWorkMax();
  }

  private boolean fits(Kind kind, WorkAttempt attempt) {
    return waiting < limits.waitingMax()
        && kind.waiting.size() < limits.waitingPerWorkMax()
        && bytes + attempt.bytes() <= limits.waitingBytesMax()
        && (kind.waiting.isEmpty()
            || kind.bytes + attempt.bytes() <= limits.waitingBytesPerWorkMax());
  }

  private void forgetIfEmpty(String place, Kind kind) {
    if (kind.isEmpty()) {
      kinds.remove(place);
    }
  }
}

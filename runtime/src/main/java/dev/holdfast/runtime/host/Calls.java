package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls to the outside that one object asked for and whose results have not taken effect. */
final class Calls {
  /** What one costs beside its content: map entry, record, texts. */
  private static final int OVERHEAD_BYTES = 240;

  /**
   * A call that takes long, or waits for its next attempt, is looked after more and more seldom: at
   * most after as long again as it has taken, and never more seldom than this.
   */
  private static final Duration RECOVERY_MOST = Duration.ofMinutes(10);

  private final LinkedHashMap<Long, Change.CallAsked> unfinished = new LinkedHashMap<>();
  private final Map<Long, Integer> attempts = new LinkedHashMap<>(0);
  private long bytes;
  private final Recovery recovery = new Recovery();

  void apply(Change.OfCall change) {
    switch (change) {
      case Change.CallAsked asked -> asked(asked);
      case Change.CallDone(long number) -> done(number);
      case Change.CallFailed(long number, int count) -> attempts.put(number, count);
    }
  }

  /** Those that a commit asks for and leaves: a life that ended in it takes its own with it. */
  static List<Change.CallAsked> asked(List<Change> changes) {
    List<Change.CallAsked> asked = new ArrayList<>(0);
    for (Change change : changes) {
      switch (change) {
        case Change.CallAsked call -> asked.add(call);
        case Change.Destroyed _ -> asked.clear();
        default -> {}
      }
    }
    return asked;
  }

  private void asked(Change.CallAsked call) {
    unfinished.put(call.number(), call);
    bytes += cost(call);
  }

  private void done(long number) {
    Change.CallAsked call = unfinished.remove(number);
    if (call != null) {
      bytes -= cost(call);
      attempts.remove(number);
    }
  }

  boolean isUnfinished(long number) {
    return unfinished.containsKey(number);
  }

  /** One that is unfinished; throws {@link IllegalStateException} otherwise. */
  Change.CallAsked get(long number) {
    Change.CallAsked call = unfinished.get(number);
    if (call == null) {
      throw new IllegalStateException("call %d is finished".formatted(number));
    }
    return call;
  }

  /** How often the handler of its result failed. */
  int attempts(long number) {
    return attempts.getOrDefault(number, 0);
  }

  /** All of them, in the order in which they were asked for. */
  List<Change.CallAsked> all() {
    return List.copyOf(unfinished.values());
  }

  int count() {
    return unfinished.size();
  }

  long bytes() {
    return bytes;
  }

  private static long cost(Change.CallAsked call) {
    return Sizes.of(call) + OVERHEAD_BYTES;
  }

  void addTo(List<Change> changes) {
    changes.addAll(unfinished.values());
    attempts.forEach((number, count) -> changes.add(new Change.CallFailed(number, count)));
  }

  /** Moves on when the object is to be woken to have its calls made again. */
  void refreshRecovery(Instant now) {
    if (unfinished.isEmpty()) {
      recovery.expire(now);
    } else {
      recovery.refresh(now, patience(now));
    }
  }

  private Duration patience(Instant now) {
    Instant newest = unfinished.lastEntry().getValue().at();
    Duration taken = Duration.between(newest, now);
    if (taken.compareTo(Recovery.AFTER) < 0) {
      return Recovery.AFTER;
    }
    return taken.compareTo(RECOVERY_MOST) > 0 ? RECOVERY_MOST : taken;
  }

  NextWake earlier(NextWake other) {
    return recovery.earlier(other);
  }
}

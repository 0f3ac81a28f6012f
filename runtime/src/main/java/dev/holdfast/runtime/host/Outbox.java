package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one object told others and is not known to be delivered, by target, the oldest first. */
final class Outbox {
  /** What one costs beside its message: queue slot, record, texts. */
  private static final int OVERHEAD_BYTES = 200;

  private final Map<String, ArrayDeque<Change.Told>> byTarget = new LinkedHashMap<>();
  private int count;
  private long bytes;

  void add(Change.Told told) {
    byTarget.computeIfAbsent(told.target(), _ -> new ArrayDeque<>(4)).add(told);
    count++;
    bytes += cost(told);
  }

  void settle(Change.ToldUpTo upTo) {
    ArrayDeque<Change.Told> waiting = byTarget.get(upTo.target());
    if (waiting == null) {
      return;
    }
    while (!waiting.isEmpty() && waiting.getFirst().number() <= upTo.number()) {
      count--;
      bytes -= cost(waiting.removeFirst());
    }
    if (waiting.isEmpty()) {
      byTarget.remove(upTo.target());
    }
  }

  /** Takes back the newest ones, which no commit is to hold after all. */
  void takeBack(Change.Told told) {
    ArrayDeque<Change.Told> waiting = byTarget.get(told.target());
    if (waiting != null && waiting.remove(told)) {
      count--;
      bytes -= cost(told);
      if (waiting.isEmpty()) {
        byTarget.remove(told.target());
      }
    }
  }

  static long cost(Change.Told told) {
    return Sizes.of(told) + OVERHEAD_BYTES;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  /** The lowest number; there must be one. */
  long firstNumber() {
    return byTarget.values().stream().mapToLong(w -> w.getFirst().number()).min().orElseThrow();
  }

  /** All of them, those of one target in order. */
  List<Change.Told> all() {
    List<Change.Told> all = new ArrayList<>(count);
    byTarget.values().forEach(all::addAll);
    return all;
  }
}

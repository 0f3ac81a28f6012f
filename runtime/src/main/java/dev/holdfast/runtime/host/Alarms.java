package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The alarms of one object, by name and by time, and what became of those that failed for good. */
final class Alarms {
  /** What one costs beside its texts: two tree nodes, record, instants. */
  private static final int OVERHEAD_BYTES = 256;

  private static final Comparator<Change.AlarmSet> BY_TIME =
      Comparator.comparing(Change.AlarmSet::fireAt)
          .thenComparing(Change.AlarmSet::name, Utf8Order.INSTANCE);

  private final NavigableMap<String, Change.AlarmSet> byName = new TreeMap<>(Utf8Order.INSTANCE);
  private final TreeSet<Change.AlarmSet> byTime = new TreeSet<>(BY_TIME);
  private final Map<String, Change.DeadLetterAdded> letters = new LinkedHashMap<>();
  private long bytes;

  void set(Change.AlarmSet alarm) {
    clear(alarm.name());
    byName.put(alarm.name(), alarm);
    byTime.add(alarm);
    bytes += cost(alarm);
  }

  void clear(String name) {
    Change.AlarmSet before = byName.remove(name);
    if (before != null) {
      byTime.remove(before);
      bytes -= cost(before);
    }
  }

  void add(Change.DeadLetterAdded letter) {
    letters.put(letter.id(), letter);
    bytes += Sizes.of(letter) + OVERHEAD_BYTES;
  }

  void remove(String letter) {
    Change.DeadLetterAdded before = letters.remove(letter);
    bytes -= before == null ? 0 : Sizes.of(before) + OVERHEAD_BYTES;
  }

  private static long cost(Change.AlarmSet alarm) {
    return Sizes.of(alarm) + OVERHEAD_BYTES;
  }

  Change.@Nullable AlarmSet get(String name) {
    return byName.get(name);
  }

  int count() {
    return byName.size();
  }

  List<Change.DeadLetterAdded> letters() {
    return List.copyOf(letters.values());
  }

  boolean hasLetters() {
    return !letters.isEmpty();
  }

  Change.@Nullable DeadLetterAdded letter(String id) {
    return letters.get(id);
  }

  /** When the next one fires, rounded up to the microsecond, which is what the index keeps. */
  NextWake next() {
    if (byTime.isEmpty()) {
      return NextWake.NEVER;
    }
    Change.AlarmSet first = byTime.first();
    return NextWake.at(
        first.fireAt().plusNanos(999).truncatedTo(ChronoUnit.MICROS),
        AlarmName.shown(first.name()));
  }

  /** Those that are to be fired now, the longest due first. */
  List<Change.AlarmSet> due(Instant now, int limit) {
    List<Change.AlarmSet> due = new ArrayList<>();
    for (Change.AlarmSet alarm : byTime) {
      if (alarm.fireAt().isAfter(now) || due.size() == limit) {
        break;
      }
      due.add(alarm);
    }
    return due;
  }

  /** As objects see them. */
  SortedMap<String, Alarm> view() {
    SortedMap<String, Alarm> view = new TreeMap<>(Utf8Order.INSTANCE);
    byName.forEach((name, alarm) -> {
      if (!AlarmName.isRedriven(name)) {
        view.put(name, StoredSchedule.alarm(alarm));
      }
    });
    return Collections.unmodifiableSortedMap(view);
  }

  /** Those that are set, by name. */
  Collection<Change.AlarmSet> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  void addTo(List<Change> changes) {
    changes.addAll(byName.values());
    changes.addAll(letters.values());
  }

  /** Bytes that they take in memory. */
  long bytes() {
    return bytes;
  }
}

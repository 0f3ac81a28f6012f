package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The alarms of one object as its store holds them, whether the object is in memory or not. For
 * tests: it waits for the store.
 *
 * @param set those that are set, by name
 * @param letters those that failed for good, the oldest first
 */
public record StoredAlarms(List<Change.AlarmSet> set, List<Change.DeadLetterAdded> letters) {

  public static StoredAlarms of(ObjectStore store, ObjectId object) {
    StoredObject stored = store.load(object).toCompletableFuture().join();
    ObjectState state = new ObjectState(object);
    stored.snapshot().ifPresent(s -> state.replay(s.at(), s.changes()));
    stored.events().forEach(e -> state.replay(e.committed().at(), e.committed().changes()));
    List<Change> changes = new ArrayList<>();
    state.alarms().addTo(changes);
    return new StoredAlarms(
        only(Change.AlarmSet.class, changes), only(Change.DeadLetterAdded.class, changes));
  }

  private static <C extends Change> List<C> only(Class<C> kind, List<Change> changes) {
    return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** As objects see them. */
  public SortedMap<String, Alarm> view() {
    SortedMap<String, Alarm> view = new TreeMap<>(Utf8Order.INSTANCE);
    set.forEach(alarm -> view.put(alarm.name(), StoredSchedule.alarm(alarm)));
    return Collections.unmodifiableSortedMap(view);
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Alarm;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.DeadLetter;
import java.util.List;
import java.util.SortedMap;

/**
 * The alarms of one object as its store holds them, whether the object is in memory or not. For
 * tests: it waits for the store.
 *
 * @param set those that are set, in order of name
 * @param view those of them that the object sees
 * @param deadLetters those that failed for good, the oldest first
 */
public record StoredAlarms(
    List<Change.AlarmSet> set, SortedMap<String, Alarm> view, List<DeadLetter> deadLetters) {

  public static StoredAlarms of(ObjectStore store, ObjectId object) {
    ObjectState state = ObjectState.of(object, store.load(object).toCompletableFuture().join());
    return new StoredAlarms(
        List.copyOf(state.alarms().all()), state.alarms().view(), StoredLetters.of(state));
  }
}

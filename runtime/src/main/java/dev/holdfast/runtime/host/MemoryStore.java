package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store in memory for tests of objects: as durable as the instance. Single-threaded. */
public final class MemoryStore implements ObjectStore {
  private record LogName(ObjectId object, String log, long life) {}

  private final Map<ObjectId, TreeMap<Long, Committed>> journal = new HashMap<>();
  private final Map<ObjectId, ObjectSnapshot> snapshots = new HashMap<>();
  private final Map<LogName, TreeMap<Long, LogRow>> logs = new HashMap<>();
  private final Map<ObjectId, Instant> wakes = new HashMap<>();

  @Override
  public CompletionStage<Void> append(ObjectId object, long sequence, Committed committed) {
    TreeMap<Long, Committed> events = journal.computeIfAbsent(object, _ -> new TreeMap<>());
    Committed event =
        new Committed(committed.at(), committed.changes(), List.of(), committed.turns());
    if (events.putIfAbsent(sequence, event) != null) {
      return CompletableFuture.failedFuture(
          new FencedException("%s has an event %d already.".formatted(object, sequence)));
    }
    for (LogRow row : committed.rows()) {
      logs.computeIfAbsent(new LogName(object, row.log(), row.life()), _ -> new TreeMap<>())
          .put(row.number(), row);
    }
    committed
        .wake()
        .ifPresent(next ->
            next.at().ifPresentOrElse(at -> wakes.put(object, at), () -> wakes.remove(object)));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<StoredObject> load(ObjectId object) {
    TreeMap<Long, Committed> events = journal.getOrDefault(object, new TreeMap<>());
    Optional<ObjectSnapshot> snapshot = Optional.ofNullable(snapshots.get(object));
    long from = snapshot.map(ObjectSnapshot::sequence).orElse(0L);
    List<StoredObject.Event> after = new ArrayList<>();
    events.tailMap(from, false).forEach((seq, e) -> after.add(new StoredObject.Event(seq, e)));
    long highest = events.isEmpty() ? from : Math.max(from, events.lastKey());
    return CompletableFuture.completedFuture(new StoredObject(snapshot, after, highest));
  }

  @Override
  public CompletionStage<List<LogRow>> readLog(LogRange range) {
    TreeMap<Long, LogRow> rows =
        logs.getOrDefault(new LogName(range.object(), range.log(), range.life()), new TreeMap<>());
    List<LogRow> page = new ArrayList<>();
    long bytes = 0;
    for (LogRow row : rows.tailMap(range.after(), false).values()) {
      bytes += row.body().length;
      boolean full = page.size() == range.limit() || (bytes > range.bytesMax() && !page.isEmpty());
      if (full || row.number() > range.upTo()) {
        break;
      }
      page.add(row);
    }
    return CompletableFuture.completedFuture(page);
  }

  @Override
  public CompletionStage<Void> saveSnapshot(ObjectSnapshot snapshot) {
    snapshots.put(snapshot.object(), snapshot);
    return CompletableFuture.completedFuture(null);
  }

  /** When which object wants to be woken next, as its events say. */
  public Map<ObjectId, Instant> wakes() {
    return Map.copyOf(wakes);
  }

  /** The objects that committed anything, in the order of their ids. */
  public SortedSet<ObjectId> objects() {
    return new TreeSet<>(journal.keySet());
  }
}

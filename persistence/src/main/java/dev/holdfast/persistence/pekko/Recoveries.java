package dev.holdfast.persistence.pekko;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.host.stored.StoredObject.Event;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One round trip a recovery. Pekko asks three times (newest snapshot, highest sequence, events);
 * the first question reads everything, the other two are answered from what it read.
 *
 * <p>Why this is correct. A recovery always begins with the snapshot question, which replaces what
 * an earlier recovery of the object left behind. What was read is one moment of the database.
 * Events are handed out once; an append of this node forgets what was read before it; and what
 * nobody asks for expires. Should another node append in between, the recovered state is as old as
 * any state read at that moment would be: the activation's next commit meets a taken sequence
 * number and is fenced. So a prefetched answer is never less fresh than the start of its own
 * recovery, and fencing never rests on it.
 *
 * <p>Thread rule: any thread.
 */
final class Recoveries {
  /** Above Pekko's max-concurrent-recoveries, so that only abandoned ones are pushed out. */
  static final int PREFETCHED_MAX = 400;

  /** Pekko asks its three questions within milliseconds. */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private record Prefetched(StoredObject stored, long readAt) {}

  private final ObjectStore store;
  private final LinkedHashMap<String, Prefetched> prefetched = new LinkedHashMap<>();

  Recoveries(ObjectStore store) {
    this.store = store;
  }

  CompletionStage<Optional<ObjectSnapshot>> newestSnapshot(String persistenceId) {
    forget(persistenceId);
    return load(persistenceId)
        .thenApply(stored -> {
          keep(persistenceId, stored);
          return stored.snapshot();
        });
  }

  CompletionStage<Long> highestSequence(String persistenceId) {
    Optional<StoredObject> kept = peek(persistenceId);
    return kept.<CompletionStage<Long>>map(
            stored -> CompletableFuture.completedFuture(stored.sequence()))
        .orElseGet(() -> load(persistenceId).thenApply(StoredObject::sequence));
  }

  CompletionStage<List<Event>> events(String persistenceId, long from, long to) {
    Optional<List<Event>> kept = take(persistenceId).flatMap(stored -> between(stored, from, to));
    return kept.<CompletionStage<List<Event>>>map(CompletableFuture::completedFuture)
        .orElseGet(() -> load(persistenceId).thenApply(stored -> within(stored, from, to)));
  }

  void forget(String persistenceId) {
    synchronized (prefetched) {
      prefetched.remove(persistenceId);
    }
  }

  /** The events asked for, when all of them are among those that were read. */
  private static Optional<List<Event>> between(StoredObject stored, long from, long to) {
    long firstRead = stored.sequence() - stored.events().size() + 1;
    if (from < firstRead || to > stored.sequence()) {
      return Optional.empty();
    }
    int begin = Math.toIntExact(from - firstRead);
    int end = Math.toIntExact(Math.max(from - 1, to) - firstRead + 1);
    return begin > end ? Optional.empty() : Optional.of(stored.events().subList(begin, end));
  }

  /** The same of what was read late: an end past the last event is no fault, a gap is. */
  private static List<Event> within(StoredObject stored, long from, long to) {
    if (from > stored.sequence()) {
      return List.of();
    }
    return between(stored, from, Math.min(to, stored.sequence()))
        .orElseThrow(() ->
            new IllegalStateException(
                "the events from %d on are behind a newer snapshot. Recover again."
                    .formatted(from)));
  }

  private CompletionStage<StoredObject> load(String persistenceId) {
    try {
      return store.load(ObjectId.parse(persistenceId));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void keep(String persistenceId, StoredObject stored) {
    synchronized (prefetched) {
      prefetched.remove(persistenceId);
      prefetched.put(persistenceId, new Prefetched(stored, System.nanoTime()));
      Iterator<Prefetched> oldest = prefetched.values().iterator();
      while (oldest.hasNext()) {
        boolean expired = expired(oldest.next());
        if (!expired && prefetched.size() <= PREFETCHED_MAX) {
          return;
        }
        oldest.remove();
      }
    }
  }

  private Optional<StoredObject> peek(String persistenceId) {
    synchronized (prefetched) {
      return Optional.ofNullable(prefetched.get(persistenceId))
          .filter(kept -> !expired(kept))
          .map(Prefetched::stored);
    }
  }

  private Optional<StoredObject> take(String persistenceId) {
    Optional<StoredObject> kept = peek(persistenceId);
    forget(persistenceId);
    return kept;
  }

  private static boolean expired(Prefetched kept) {
    return System.nanoTime() - kept.readAt() > KEPT.toNanos();
  }
}

package dev.holdfast.http.socket;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store whose appends wait and fail as a test says. Thread rule: one thread. */
final class FlakyStore implements ObjectStore {
  /** What becomes of an append. */
  enum Fate {
    WRITTEN,
    NOT_WRITTEN,
    LOST_BEFORE_WRITING,
    LOST_AFTER_WRITING
  }

  private record Held(
      ObjectId object, long sequence, Committed committed, CompletableFuture<Void> outcome) {}

  private final MemoryStore store = new MemoryStore();
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  Supplier<Fate> fate = () -> Fate.WRITTEN;
  boolean holding;

  /** Writes an event past the host, as another activation of the object would. */
  void writeForeign(ObjectId object, Committed committed) {
    long sequence = store.load(object).toCompletableFuture().join().sequence();
    store.append(object, sequence + 1, committed).toCompletableFuture().join();
  }

  /** Settles the oldest append that waits; false when none does. */
  boolean releaseOne() {
    Held next = held.poll();
    if (next == null) {
      return false;
    }
    switch (fate.get()) {
      case WRITTEN -> {
        var written = store.append(next.object(), next.sequence(), next.committed());
        written.whenComplete((_, failure) -> settle(next, failure));
      }
      case NOT_WRITTEN -> settle(next, new NotWrittenException("refused by the test"));
      case LOST_BEFORE_WRITING -> settle(next, new IllegalStateException("lost by the test"));
      case LOST_AFTER_WRITING -> {
        var _ = store.append(next.object(), next.sequence(), next.committed());
        settle(next, new IllegalStateException("lost by the test"));
      }
    }
    return true;
  }

  private static void settle(Held append, Throwable failure) {
    if (failure == null) {
      append.outcome().complete(null);
    } else {
      append.outcome().completeExceptionally(failure);
    }
  }

  @Override
  public CompletionStage<Void> append(ObjectId object, long sequence, Committed committed) {
    Held append = new Held(object, sequence, committed, new CompletableFuture<>());
    held.add(append);
    if (!holding) {
      while (releaseOne()) {
        // The one just added is the last.
      }
    }
    return append.outcome();
  }

  @Override
  public CompletionStage<StoredObject> load(ObjectId object) {
    return store.load(object);
  }

  @Override
  public CompletionStage<List<LogRow>> readLog(LogRange range) {
    return store.readLog(range);
  }

  @Override
  public CompletionStage<Void> saveSnapshot(ObjectSnapshot snapshot) {
    return store.saveSnapshot(snapshot);
  }
}

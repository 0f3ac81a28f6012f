package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A real store in front of which appends can be held back, and calls made to fail as databases and
 * networks do.
 *
 * <p>Thread rule: callable from any thread.
 */
public final class FaultyStore implements ObjectStore {
  /** Longer than anything here takes on the slowest machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Ways for an append to fail. */
  public enum Fault {
    /** Certainly not written, and the caller is told so. */
    NOT_WRITTEN,
    /** Not written, but the caller cannot know. */
    LOST_BEFORE_WRITING,
    /** Written, but the acknowledgement is lost. */
    LOST_AFTER_WRITING
  }

  private record Held(
      ObjectId object, long sequence, Committed committed, CompletableFuture<Void> outcome) {}

  private final ObjectStore store;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private final Map<ObjectId, Integer> appends = new HashMap<>();
  private final Map<ObjectId, Fault> nextAppend = new HashMap<>();
  private final Map<ObjectId, RuntimeException> nextLoad = new HashMap<>();
  private Optional<RuntimeException> nextLogRead = Optional.empty();
  private boolean holding;
  private Optional<ObjectId> failing = Optional.empty();

  public FaultyStore(ObjectStore store) {
    this.store = store;
  }

  /** Holds back every append from now on. */
  public synchronized void hold() {
    holding = true;
  }

  /** Lets through what was held, in order, and all that follows. */
  public void release() {
    synchronized (this) {
      holding = false;
    }
    for (Held next = poll(); next != null; next = poll()) {
      write(next, Optional.empty());
    }
  }

  /** Lets the oldest append through and holds on to the others. */
  public void releaseOne() {
    write(oldest(), Optional.empty());
  }

  /** Lets the oldest append fail and holds on to the others. */
  public void failOne(Fault fault) {
    write(oldest(), Optional.of(fault));
  }

  /** Returns once so many appends are held. */
  public synchronized void awaitHeld(int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (held.size() < count) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("%d appends are held, expected %d".formatted(held.size(), count));
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  public synchronized void failNextAppend(ObjectId object, Fault fault) {
    nextAppend.put(object, fault);
  }

  /** Lets no append of the object through any more. */
  public synchronized void failAppends(ObjectId object) {
    failing = Optional.of(object);
  }

  public synchronized void mendAppends() {
    failing = Optional.empty();
  }

  /** Of that object: others may be woken at any time by what waits in their rows. */
  public synchronized void failNextLoad(ObjectId object, RuntimeException failure) {
    nextLoad.put(object, failure);
  }

  public synchronized void failNextLogRead(RuntimeException failure) {
    nextLogRead = Optional.of(failure);
  }

  /** How many appends were tried for the object. */
  public synchronized int appendsOf(ObjectId object) {
    return appends.getOrDefault(object, 0);
  }

  /** Writes an event past the host, as another activation of the object would. */
  public void writeForeign(ObjectId object, Committed committed) {
    join(store.append(object, highest(object) + 1, committed));
  }

  /** The highest sequence number written of the object. */
  public long highest(ObjectId object) {
    return join(store.load(object)).sequence();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public CompletionStage<Void> append(ObjectId object, long sequence, Committed committed) {
    Held append = new Held(object, sequence, committed, new CompletableFuture<>());
    Optional<Fault> fault;
    synchronized (this) {
      appends.merge(object, 1, Integer::sum);
      if (holding) {
        held.add(append);
        notifyAll();
        return append.outcome();
      }
      fault =
          failing.filter(object::equals).isPresent()
              ? Optional.of(Fault.NOT_WRITTEN)
              : Optional.ofNullable(nextAppend.remove(object));
    }
    write(append, fault);
    return append.outcome();
  }

  private void write(Held append, Optional<Fault> fault) {
    CompletionStage<Void> written =
        switch (fault.orElse(null)) {
          case null -> store.append(append.object(), append.sequence(), append.committed());
          case NOT_WRITTEN ->
              CompletableFuture.failedFuture(new NotWrittenException("refused by the test"));
          case LOST_BEFORE_WRITING -> lost();
          case LOST_AFTER_WRITING ->
              store
                  .append(append.object(), append.sequence(), append.committed())
                  .thenCompose(_ -> lost());
        };
    written.whenComplete((_, failure) -> {
      if (failure == null) {
        append.outcome().complete(null);
      } else {
        append.outcome().completeExceptionally(failure);
      }
    });
  }

  private static CompletionStage<Void> lost() {
    return CompletableFuture.failedFuture(new IllegalStateException("connection lost by the test"));
  }

  private Held oldest() {
    Held oldest = poll();
    if (oldest == null) {
      throw new AssertionError("no append is held");
    }
    return oldest;
  }

  private synchronized Held poll() {
    return held.poll();
  }

  @Override
  public CompletionStage<StoredObject> load(ObjectId object) {
    Optional<RuntimeException> failure;
    synchronized (this) {
      failure = Optional.ofNullable(nextLoad.remove(object));
    }
    return failure
        .<CompletionStage<StoredObject>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> store.load(object));
  }

  @Override
  public CompletionStage<List<LogRow>> readLog(LogRange range) {
    Optional<RuntimeException> failure;
    synchronized (this) {
      failure = nextLogRead;
      nextLogRead = Optional.empty();
    }
    return failure
        .<CompletionStage<List<LogRow>>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> store.readLog(range));
  }

  @Override
  public CompletionStage<Void> saveSnapshot(ObjectSnapshot snapshot) {
    return store.saveSnapshot(snapshot);
  }
}

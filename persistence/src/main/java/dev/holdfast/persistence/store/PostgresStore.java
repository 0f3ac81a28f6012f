package dev.holdfast.persistence.store;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.codec.CommitCodec;
import dev.holdfast.persistence.codec.Payload;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.spi.NodeLease;
import dev.holdfast.runtime.spi.WakeIndex;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The object store on PostgreSQL. Appends of all objects are gathered into one statement a round
 * trip, loads likewise; pages of logs and snapshots have lanes of their own, so none waits for
 * another kind.
 *
 * <p>Thread rule: any thread; nothing blocks the caller. Stages complete on the store's threads.
 */
public final class PostgresStore implements ObjectStore, WakeIndex, AutoCloseable {
  private final StoreLimits limits;
  private final ObjectReader objects;
  private final LogReader logs;
  private final SnapshotWriter snapshots;

  /** Holds at most one batch for each object that is awake: none has two events under way. */
  private final ExecutorService answers =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("holdfast-answer").factory());

  private final WakeTable wakes;
  private final WakeCounts wakeCounts;
  private final Lane<Append> appendLane;
  private final Lane<ObjectReader.Load> loadLane;
  private final Lane<Runnable> logLane;
  private final Lane<Runnable> snapshotLane;

  private PostgresStore(DataSource source, StoreLimits limits, NodeLease lease) {
    this.limits = limits;
    objects = new ObjectReader(source);
    logs = new LogReader(source);
    snapshots = new SnapshotWriter(source);
    JournalWriter journal = new JournalWriter(source, answers, lease);
    wakes = new WakeTable(source);
    wakeCounts = new WakeCounts(source);
    appendLane =
        lane(
            "holdfast-append",
            limits.writers(),
            new Lane.Bounds(
                limits.appendsWaiting(),
                limits.appendBytesWaiting(),
                limits.batchCount(),
                limits.batchBytes()),
            journal::write);
    loadLane =
        lane(
            "holdfast-load",
            limits.loadReaders(),
            Lane.Bounds.ofCount(limits.loadsWaiting(), limits.loadBatch()),
            objects::read);
    logLane =
        lane(
            "holdfast-log",
            limits.logReaders(),
            Lane.Bounds.ofCount(limits.logReadsWaiting(), 1),
            PostgresStore::runAll);
    snapshotLane =
        lane(
            "holdfast-snapshot",
            1,
            new Lane.Bounds(
                limits.snapshotsWaiting(), limits.snapshotBytesWaiting(), 1, Long.MAX_VALUE),
            PostgresStore::runAll);
  }

  /** Starts the store's threads. The database stays its opener's to close. */
  public static PostgresStore open(Database database, StoreLimits limits) {
    return open(database, limits, NodeLease.ALWAYS);
  }

  /**
   * The same for a node beside which there may be others.
   *
   * @param lease without which no event is sent to the database: each is refused as not written
   */
  public static PostgresStore open(Database database, StoreLimits limits, NodeLease lease) {
    return open(database.dataSource(), limits, lease);
  }

  static PostgresStore open(DataSource source, StoreLimits limits, NodeLease lease) {
    PostgresStore store = new PostgresStore(source, limits, lease);
    List.of(store.appendLane, store.loadLane, store.logLane, store.snapshotLane)
        .forEach(Lane::start);
    return store;
  }

  /**
   * {@inheritDoc}
   *
   * <p>One object's events must be appended one after the other: the store does not look whether
   * the event before this one was written.
   */
  @Override
  public CompletionStage<Void> append(ObjectId object, long sequence, Committed committed) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      byte[] event = CommitCodec.encode(committed);
      committed.rows().forEach(PostgresStore::requireStorable);
      // Here, where it fails alone: in the batch it would cost the others their outcome.
      committed.wake().flatMap(NextWake::at).ifPresent(WakeRows::micros);
      Append append =
          new Append(
              object.toString(),
              sequence,
              event,
              committed.rows(),
              committed.wake(),
              LetterRows.of(committed.changes()),
              done);
      offer(append);
    } catch (NotWrittenException e) {
      done.completeExceptionally(e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      done.completeExceptionally(
          notWritten(object.toString(), sequence, String.valueOf(e.getMessage())));
    }
    return done;
  }

  private void offer(Append append) {
    long bytes = append.bytes();
    if (bytes > limits.eventBytes()) {
      throw notWritten(
          append.object(),
          append.sequence(),
          "it has %d bytes, limit %d".formatted(bytes, limits.eventBytes()));
    }
    if (!appendLane.offer(append, bytes)) {
      throw notWritten(
          append.object(), append.sequence(), "the store's queue is full or it is closing");
    }
  }

  @Override
  public CompletionStage<StoredObject> load(ObjectId object) {
    CompletableFuture<StoredObject> done = new CompletableFuture<>();
    if (!loadLane.offer(new ObjectReader.Load(object, done), 0)) {
      done.completeExceptionally(busy("object " + object + " cannot be read now"));
    }
    return done;
  }

  @Override
  public CompletionStage<List<LogRow>> readLog(LogRange range) {
    return run(
        logLane, "log %s of object " + range.object(), range.log(), () -> logs.read(range), 0);
  }

  @Override
  public CompletionStage<Void> saveSnapshot(ObjectSnapshot snapshot) {
    long bytes = snapshot.changes().stream().mapToLong(Payload::bytes).sum();
    return run(
        snapshotLane,
        "a snapshot of object %s",
        snapshot.object(),
        () -> {
          snapshots.write(snapshot);
          return null;
        },
        bytes);
  }

  @Override
  public int slices() {
    return WakeRows.SLICES;
  }

  @Override
  public int slice(ObjectId object) {
    return WakeRows.slice(object.toString());
  }

  @Override
  public CompletionStage<List<Due>> due(Slices slices, Set<String> types, Instant upTo, int limit) {
    return run(
        logLane, "what is due up to %s", upTo, () -> wakes.due(slices, types, upTo, limit), 0);
  }

  /** {@inheritDoc} In the lane of snapshots: nobody waits for those. */
  @Override
  public CompletionStage<Census> census(Set<String> types, Instant now) {
    return run(
        snapshotLane, "the count of wakes at %s", now, () -> wakeCounts.census(types, now), 0);
  }

  @Override
  public CompletionStage<Void> correct(
      ObjectId object, long sequence, Optional<Instant> at, String alarm) {
    return run(
        snapshotLane,
        "the wake of object %s",
        object,
        () -> {
          wakes.correct(object, sequence, at, alarm);
          return null;
        },
        0);
  }

  /** Events that wait to be written, for the metrics. */
  public int appendsWaiting() {
    return appendLane.waiting();
  }

  /** Takes nothing more, writes what is queued, and ends the threads. */
  @Override
  public void close() {
    appendLane.close();
    answers.close();
    snapshotLane.close();
    loadLane.close();
    logLane.close();
  }

  private <T> Lane<T> lane(String name, int threads, Lane.Bounds bounds, Consumer<List<T>> work) {
    return new Lane<>(name, threads, bounds, limits.closeWait(), work);
  }

  static <T> CompletionStage<T> run(
      Lane<Runnable> lane, String what, Object name, Callable<T> work, long bytes) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            done.complete(work.call());
          } catch (SQLException e) {
            done.completeExceptionally(
                new StoreUnavailableException(
                    "%s: the database did not answer as it should: %s. Try again."
                        .formatted(what.formatted(name), Fault.reason(e)),
                    e));
          } catch (Exception | Error e) {
            done.completeExceptionally(e);
          }
        };
    if (!lane.offer(task, bytes)) {
      done.completeExceptionally(busy(what.formatted(name) + " cannot be had now"));
    }
    return done;
  }

  private static void runAll(List<Runnable> tasks) {
    tasks.forEach(Runnable::run);
  }

  /** What the driver would replace or the array could not hold is refused before it is queued. */
  private static void requireStorable(LogRow row) {
    AppendStatement.nanos(row.at());
    int lone = Utf8Order.loneSurrogate(row.log());
    if (lone >= 0) {
      throw new IllegalArgumentException(
          "the name of a log has half a surrogate pair at %d. Remove it".formatted(lone));
    }
  }

  private static NotWrittenException notWritten(String object, long sequence, String reason) {
    return new NotWrittenException(
        "event %d of object %s was not written: %s.".formatted(sequence, object, reason));
  }

  private static StoreUnavailableException busy(String what) {
    return new StoreUnavailableException(
        what + ": the store's queue is full or it is closing. Try again.");
  }
}

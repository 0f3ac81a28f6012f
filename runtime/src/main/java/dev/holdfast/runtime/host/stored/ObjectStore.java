package dev.holdfast.runtime.host.stored;

import dev.holdfast.runtime.ObjectId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where objects live when they sleep. The journal is the only truth; snapshots shorten reading it.
 *
 * <p>Thread rule: every method may be called from any thread, does not block, and completes its
 * stage on a thread of the store, where the caller must not block either.
 */
public interface ObjectStore {

  /**
   * Appends one event and its log rows, atomically and durably.
   *
   * <p>The stage fails with {@link FencedException} when another event already has this sequence
   * number, with {@link NotWrittenException} when it certainly was not written (queue full, data
   * refused by the database), and with anything else when that is unknown. One event that fails
   * fails alone, whatever was written in the same database round trip.
   */
  CompletionStage<Void> append(ObjectId object, long sequence, Committed committed);

  /**
   * Reads what is stored of an object. Fails with {@link UnreadableException} for bytes that do not
   * make sense or come from a newer version; nothing is ever skipped.
   */
  CompletionStage<StoredObject> load(ObjectId object);

  /** Reads a page of a log. Entries that clean-up has removed are absent from it. */
  CompletionStage<List<LogRow>> readLog(LogRange range);

  /** Keeps a snapshot. Losing one costs time when waking, never data. */
  CompletionStage<Void> saveSnapshot(ObjectSnapshot snapshot);
}

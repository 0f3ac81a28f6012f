package dev.holdfast.persistence.store;

import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.host.stored.LogRow;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One event on its way into the journal.
 *
 * @param letters what it changes of dead letters
 */
record Append(
    String object,
    long sequence,
    byte[] event,
    List<LogRow> rows,
    Optional<NextWake> wake,
    List<Change> letters,
    CompletableFuture<Void> done) {
  /** What a row costs beside its text and body: lengths, numbers, array headers. */
  private static final int ROW_OVERHEAD = 64;

  /** The journal's primary key. */
  record Key(String object, long sequence) {}

  Key key() {
    return new Key(object, sequence);
  }

  long bytes() {
    long name = Utf8Order.byteLength(object);
    long bytes = ROW_OVERHEAD + name + event.length;
    for (LogRow row : rows) {
      // A log's name is ASCII.
      bytes += ROW_OVERHEAD + name + row.log().length() + row.body().length;
    }
    return bytes;
  }
}

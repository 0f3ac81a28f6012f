package dev.holdfast.persistence.store;

import dev.holdfast.runtime.host.stored.LogRow;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One event on its way into the journal. */
record Append(
    String object, long sequence, byte[] event, List<LogRow> rows, CompletableFuture<Void> done) {
  /** What a row costs beside its text and body: lengths, numbers, array headers. */
  private static final int ROW_OVERHEAD = 64;

  /** The journal's primary key. */
  record Key(String object, long sequence) {}

  Key key() {
    return new Key(object, sequence);
  }

  long bytes() {
    long bytes = (long) ROW_OVERHEAD + object.length() + event.length;
    for (LogRow row : rows) {
      bytes += (long) ROW_OVERHEAD + object.length() + row.log().length() + row.body().length;
    }
    return bytes;
  }
}

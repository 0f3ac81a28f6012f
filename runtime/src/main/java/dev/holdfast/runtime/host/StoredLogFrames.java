package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.LogFrames;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Log entries as frames, read from the store. */
public record StoredLogFrames(ObjectStore store) implements LogFrames {

  @Override
  public CompletionStage<List<Numbered>> read(
      ObjectId object, String log, long life, long after, long upTo, int limit) {
    LogRange range = new LogRange(object, log, life, after, upTo, limit, Limits.LOG_PAGE_BYTES_MAX);
    return store
        .readLog(range)
        .thenApply(rows ->
            rows.stream()
                .map(r -> new Numbered(r.number(), ValueCodec.frame(r.number(), r.body())))
                .toList());
  }
}

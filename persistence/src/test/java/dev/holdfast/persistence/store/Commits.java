package dev.holdfast.persistence.store;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.TurnNote;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Commits to write in tests. */
public final class Commits {
  public static final Instant AT = Instant.parse("2026-11-21T03:04:05.678901234Z");

  private Commits() {}

  public static ObjectId freshObject() {
    return new ObjectId("chat", "object-" + UUID.randomUUID());
  }

  public static Committed of(Change... changes) {
    return new Committed(AT, List.of(changes), List.of(), List.of(new TurnNote("test", "")));
  }

  /** A commit that says by its value who wrote it. */
  public static Committed put(String value) {
    return of(new Change.KeyPut("value", value.getBytes(StandardCharsets.UTF_8)));
  }

  /** A commit that appends {@code bodies} to a log, numbered from {@code first}. */
  public static Committed append(String log, long life, long first, byte[]... bodies) {
    List<LogRow> rows = new ArrayList<>();
    for (byte[] body : bodies) {
      rows.add(new LogRow(log, life, first + rows.size(), AT, body));
    }
    return new Committed(
        AT,
        List.of(new Change.LogAppended(log, first, bodies.length)),
        rows,
        List.of(new TurnNote("test", "")));
  }

  public static LogRange wholeLog(ObjectId object, String log, long life) {
    return new LogRange(object, log, life, 0, Long.MAX_VALUE, 1_000, Integer.MAX_VALUE);
  }
}

package dev.holdfast.persistence.store;

import dev.holdfast.persistence.Database;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.AlarmBoard;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.IndexRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * What operators are shown, and what the sweep compares, from PostgreSQL, each by one thread of its
 * own: however often they ask, they take one connection and nothing from objects or each other.
 */
public final class PostgresBoard implements AlarmBoard, IndexRows, AutoCloseable {
  /** Questions that may wait: a few people and a dashboard. */
  private static final int WAITING_MAX = 32;

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final BoardTables tables;
  private final IndexTables indexes;
  private final Lane<Runnable> lane;
  private final Lane<Runnable> sweepLane;

  private PostgresBoard(DataSource source) {
    this.tables = new BoardTables(source);
    this.indexes = new IndexTables(source);
    this.lane = lane("holdfast-board");
    this.sweepLane = lane("holdfast-sweep");
  }

  private static Lane<Runnable> lane(String name) {
    return new Lane<>(
        name,
        1,
        Lane.Bounds.ofCount(WAITING_MAX, 1),
        CLOSE_WAIT,
        tasks -> tasks.forEach(Runnable::run));
  }

  /** Starts its threads. The database stays its opener's to close. */
  public static PostgresBoard open(Database database) {
    PostgresBoard board = new PostgresBoard(database.dataSource());
    board.lane.start();
    board.sweepLane.start();
    return board;
  }

  @Override
  public CompletionStage<List<Pending>> pending(
      Optional<String> type, Optional<Instant> before, Optional<Place> after, int limit) {
    return PostgresStore.run(
        lane, "%s alarms", "pending", () -> tables.pending(type, before, after, limit), 0);
  }

  @Override
  public CompletionStage<List<DeadLetter>> deadLetters(
      Optional<String> kind, Optional<String> type, String after, int limit) {
    return PostgresStore.run(
        lane,
        "dead letters after '%s'",
        after,
        () -> tables.deadLetters(kind, type, after, limit),
        0);
  }

  @Override
  public CompletionStage<List<ObjectId>> objects(String after, int limit) {
    return PostgresStore.run(
        sweepLane, "objects after '%s'", after, () -> indexes.objects(after, limit), 0);
  }

  @Override
  public CompletionStage<Rows> rows(ObjectId object) {
    return PostgresStore.run(
        sweepLane, "the index rows of object %s", object, () -> indexes.rows(object), 0);
  }

  @Override
  public CompletionStage<Void> mend(
      ObjectId object, List<DeadLetter> missing, Set<String> surplus) {
    return PostgresStore.run(
        sweepLane,
        "the index rows of object %s",
        object,
        () -> {
          indexes.mend(object, missing, surplus);
          return null;
        },
        0);
  }

  @Override
  public void close() {
    lane.close();
    sweepLane.close();
  }
}

package dev.holdfast.persistence.history;

import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what neither recovery, nor fencing, nor a restore to any moment of the history needs.
 *
 * <p>It works from a <em>base</em>: a snapshot written at or before the start of its object's
 * history. With it go the events up to it (never the object's newest row), the snapshots before it,
 * and the log rows that it says are no more: those below a log's head and those of an earlier life.
 * The base itself and all that is newer stay. An object without a base keeps everything.
 *
 * <p>Because the base says what is trimmed, nothing is written at a trim, and a crash anywhere here
 * loses nothing: a base is marked last, and doing it again does the same. A base that cannot be
 * read removes nothing.
 *
 * <p>Thread rule: any thread; a run blocks on the database. Several nodes at once: one runs.
 */
public final class HistoryCleanup {
  /** Bases of one run, then others get the database for a while. */
  static final int BASES_PER_RUN = 500;

  /** Rows of one statement: some milliseconds, so no commit waits long behind it. */
  static final int ROWS_PER_STATEMENT = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(HistoryCleanup.class);

  private final DataSource source;
  private final Function<String, Duration> historyOfType;

  /**
   * @param historyOfType how long a type's events are kept; asked for types that are not in the
   *     catalogue any more, too
   */
  public HistoryCleanup(DataSource source, Function<String, Duration> historyOfType) {
    this.source = source;
    this.historyOfType = historyOfType;
  }

  /** Cleans up to {@value #BASES_PER_RUN} bases. Throws when the database does not answer. */
  public CleanupResult runOnce() throws SQLException {
    try (Connection connection = source.getConnection()) {
      CleanupSql sql = new CleanupSql(connection);
      if (!sql.tryLock()) {
        return CleanupResult.ELSEWHERE;
      }
      try {
        return new Run(sql).all(historyOfType);
      } finally {
        // A broken connection takes the lock with it; a pooled one would keep it.
        sql.unlock();
      }
    }
  }

  private static final class Run {
    private final CleanupSql sql;
    private final List<Base> skipped = new ArrayList<>();
    private int bases;
    private long events;
    private long snapshots;
    private long logRows;

    Run(CleanupSql sql) {
      this.sql = sql;
    }

    CleanupResult all(Function<String, Duration> historyOfType) throws SQLException {
      boolean more = false;
      for (String type : sql.types()) {
        more |= !ofType(type, historyOfType.apply(type));
      }
      return new CleanupResult(true, bases, events, snapshots, logRows, skipped.size(), more);
    }

    /** False when the bound was reached first. */
    private boolean ofType(String type, Duration history) throws SQLException {
      while (bases + skipped.size() < BASES_PER_RUN) {
        int left = BASES_PER_RUN - bases - skipped.size();
        List<Base> due = sql.bases(type, history, skipped, left);
        if (due.isEmpty()) {
          return true;
        }
        for (Base base : due) {
          clean(base);
        }
      }
      return false;
    }

    private void clean(Base base) throws SQLException {
      try {
        Optional<ObjectSnapshot> snapshot = sql.snapshot(base);
        if (snapshot.isEmpty()) {
          return;
        }
        events += repeat(() -> sql.deleteEvents(base, ROWS_PER_STATEMENT));
        snapshots += repeat(() -> sql.deleteSnapshots(base, ROWS_PER_STATEMENT));
        logRows += cleanLogs(base, snapshot.get());
        sql.markCleaned(base);
        bases++;
      } catch (UnreadableException e) {
        skipped.add(base);
        LOG.warn("clean-up leaves an object alone", e);
      }
    }

    private long cleanLogs(Base base, ObjectSnapshot snapshot) throws SQLException {
      OptionalLong life = life(snapshot);
      // Without a life the object is destroyed: every row up to this sequence belongs to the past.
      long removed =
          repeat(() ->
              sql.deleteEarlierLives(base, life.orElse(base.sequence() + 1), ROWS_PER_STATEMENT));
      for (Change change : snapshot.changes()) {
        if (change instanceof Change.LogBounds bounds && life.isPresent() && bounds.head() > 1) {
          removed +=
              repeat(() ->
                  sql.deleteBelow(
                      base, bounds.log(), life.getAsLong(), bounds.head(), ROWS_PER_STATEMENT));
        }
      }
      return removed;
    }

    private static OptionalLong life(ObjectSnapshot snapshot) {
      return snapshot.changes().stream()
          .filter(Change.Created.class::isInstance)
          .mapToLong(change -> ((Change.Created) change).life())
          .max();
    }

    private static long repeat(Deletion deletion) throws SQLException {
      long total = 0;
      int deleted;
      do {
        deleted = deletion.run();
        total += deleted;
      } while (deleted == ROWS_PER_STATEMENT);
      return total;
    }
  }

  @FunctionalInterface
  private interface Deletion {
    int run() throws SQLException;
  }
}

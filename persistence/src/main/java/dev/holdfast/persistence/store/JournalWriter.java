package dev.holdfast.persistence.store;

import dev.holdfast.runtime.host.stored.FencedException;
import dev.holdfast.runtime.host.stored.NotWrittenException;
import dev.holdfast.runtime.spi.NodeLease;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Writes batches and tells every event of a batch its own outcome. Completes the events' stages on
 * the writing thread: callers were told not to block there.
 */
final class JournalWriter {
  private static final String LAPSED = "the node's lease has lapsed, another node may run it";

  private final DataSource source;
  private final Executor answers;
  private final NodeLease lease;

  /**
   * @param answers tells callers what became of their events. Not the thread that writes: what they
   *     do with it takes half as long as writing, and the database would idle meanwhile
   * @param lease looked at right before each statement is sent
   */
  JournalWriter(DataSource source, Executor answers, NodeLease lease) {
    this.source = source;
    this.answers = answers;
    this.lease = lease;
  }

  void write(List<Append> batch) {
    // A statement cannot tell two events of the same key apart: the later one waits for its answer.
    Set<Append.Key> keys = HashSet.newHashSet(batch.size());
    List<Append> first = new ArrayList<>(batch.size());
    List<Append> later = new ArrayList<>(0);
    for (Append append : batch) {
      (keys.add(append.key()) ? first : later).add(append);
    }
    try {
      writeDistinct(first);
    } catch (RuntimeException | Error e) {
      failAll(first, append -> unknown(append, e));
    }
    if (!later.isEmpty()) {
      write(later);
    }
  }

  private void writeDistinct(List<Append> batch) {
    try (Connection connection = source.getConnection()) {
      attempt(connection, batch, true);
    } catch (SQLException e) {
      // Only from getConnection and close: an event that has its answer keeps it.
      failAll(
          batch,
          append ->
              new NotWrittenException(
                  notWritten(append, "no connection to the database: " + e.getMessage()), e));
    }
  }

  private void attempt(Connection connection, List<Append> batch, boolean mayRetry) {
    try {
      Set<Append.Key> fenced = AppendStatement.write(connection, batch, lease);
      answers.execute(() -> settle(batch, fenced));
    } catch (LapsedException e) {
      failAll(batch, append -> new NotWrittenException(notWritten(append, LAPSED), e));
    } catch (SQLException e) {
      switch (Fault.of(e)) {
        case DATA -> split(connection, batch, e);
        case TRANSIENT -> {
          if (mayRetry) {
            attempt(connection, batch, false);
          } else {
            refuseAll(batch, e);
          }
        }
        case REFUSED -> refuseAll(batch, e);
        case UNKNOWN -> failAll(batch, append -> unknown(append, e));
      }
    }
  }

  /** Halves the batch until only the guilty fail: an event of 400 costs nine statements more. */
  private void split(Connection connection, List<Append> batch, SQLException e) {
    if (batch.size() == 1) {
      refuseAll(batch, e);
      return;
    }
    int middle = batch.size() / 2;
    attempt(connection, batch.subList(0, middle), true);
    attempt(connection, batch.subList(middle, batch.size()), true);
  }

  private static void settle(List<Append> batch, Set<Append.Key> fenced) {
    for (Append append : batch) {
      if (!fenced.isEmpty() && fenced.contains(append.key())) {
        append
            .done()
            .completeExceptionally(
                new FencedException(
                    "event %d of object %s is already in the journal, or a later one is: this activation is stale."
                        .formatted(append.sequence(), append.object())));
      } else {
        append.done().complete(null);
      }
    }
  }

  private static void refuseAll(List<Append> batch, SQLException e) {
    String reason = "the database refused it: " + Fault.reason(e);
    failAll(batch, append -> new NotWrittenException(notWritten(append, reason), e));
  }

  private static void failAll(List<Append> batch, Function<Append, Throwable> failure) {
    for (Append append : batch) {
      append.done().completeExceptionally(failure.apply(append));
    }
  }

  private static String notWritten(Append append, String reason) {
    return "event %d of object %s was not written: %s."
        .formatted(append.sequence(), append.object(), reason);
  }

  private static OutcomeUnknownException unknown(Append append, Throwable cause) {
    return new OutcomeUnknownException(
        "the outcome of event %d of object %s is unknown: the database went away while it was written."
            .formatted(append.sequence(), append.object()),
        cause);
  }
}

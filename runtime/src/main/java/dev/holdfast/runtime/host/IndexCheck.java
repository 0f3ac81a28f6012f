package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.IndexRows;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Compares what the indexes hold of one object with what its journal says, and mends them. The
 * object may be awake and commit meanwhile: what disagrees is looked at twice, and a row of a later
 * event than was read is left alone.
 *
 * <p>Thread rule: callable from any thread.
 */
final class IndexCheck {
  /** What an object's journal says should be in the indexes, and what is missing there. */
  private record Difference(
      long sequence, NextWake wake, List<DeadLetter> missing, Set<String> surplus) {
    boolean isNothing() {
      return wake.at().isEmpty() && missing.isEmpty() && surplus.isEmpty();
    }
  }

  private final ObjectStore store;
  private final IndexRows rows;
  private final Wakes wakes;

  IndexCheck(ObjectStore store, IndexRows rows, Wakes wakes) {
    this.store = store;
    this.rows = rows;
    this.wakes = wakes;
  }

  /** Whether something was amiss, and is mended now. */
  CompletionStage<Boolean> check(ObjectId object) {
    return difference(object)
        .thenCompose(first ->
            first.isNothing()
                ? CompletableFuture.completedFuture(false)
                : difference(object)
                    .thenCompose(again ->
                        again.equals(first)
                            ? mend(object, again)
                            : CompletableFuture.completedFuture(false)));
  }

  private CompletionStage<Difference> difference(ObjectId object) {
    // The state first: rows that are older than it, are wrong; newer ones are left alone.
    return store
        .load(object)
        .thenCompose(stored ->
            rows.rows(object)
                .thenApply(found -> difference(ObjectState.of(object, stored), stored, found)));
  }

  private static Difference difference(
      ObjectState state, StoredObject stored, IndexRows.Rows found) {
    Set<String> surplus = new HashSet<>(found.letters());
    state.letters().forEach(letter -> surplus.remove(letter.id()));
    List<DeadLetter> missing =
        StoredLetters.of(state).stream()
            .filter(letter -> !found.letters().contains(letter.id()))
            .toList();
    NextWake wake = isLate(state.nextWake(), stored, found) ? state.nextWake() : NextWake.NEVER;
    if (found.wake().isEmpty() && state.hasRecovery()) {
      // When the row is due is not stored; that there is one while something waits, is certain.
      state.refreshRecovery(state.at());
      wake = state.nextWake();
    }
    return new Difference(stored.sequence(), wake, missing, surplus);
  }

  /** A row that is early wakes the object, which corrects it: only a late one is a loss. */
  private static boolean isLate(NextWake wanted, StoredObject stored, IndexRows.Rows found) {
    if (wanted.at().isEmpty()) {
      return false;
    }
    Instant at = wanted.at().get();
    return found
        .wake()
        .map(row -> row.sequence() <= stored.sequence() && row.at().isAfter(at))
        .orElse(true);
  }

  private CompletionStage<Boolean> mend(ObjectId object, Difference difference) {
    CompletionStage<Void> wake =
        difference.wake().at().isEmpty()
            ? CompletableFuture.completedFuture(null)
            : wakes.rearm(object, difference.sequence(), difference.wake());
    boolean letters = !difference.missing().isEmpty() || !difference.surplus().isEmpty();
    return wake.thenCompose(_ ->
            letters
                ? rows.mend(object, difference.missing(), difference.surplus())
                : CompletableFuture.completedFuture(null))
        .thenApply(_ -> true);
  }
}

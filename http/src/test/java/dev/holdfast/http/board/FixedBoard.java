package dev.holdfast.http.board;

import dev.holdfast.runtime.spi.AlarmBoard;
import dev.holdfast.runtime.spi.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A board that shows what a test put on it, and keeps what it was asked. */
public final class FixedBoard implements AlarmBoard {
  final List<Pending> pending = new ArrayList<>();
  final List<DeadLetter> letters = new ArrayList<>();
  final List<List<Object>> asked = new ArrayList<>();
  boolean away;

  @Override
  public CompletionStage<List<Pending>> pending(
      Optional<String> type, Optional<Instant> before, Optional<Place> after, int limit) {
    asked.add(List.of(type, before, after, limit));
    return answer(pending, limit);
  }

  @Override
  public CompletionStage<List<DeadLetter>> deadLetters(
      Optional<String> kind, Optional<String> type, String after, int limit) {
    asked.add(List.of(kind, type, after, limit));
    return answer(letters, limit);
  }

  private <T> CompletionStage<List<T>> answer(List<T> all, int limit) {
    return away
        ? CompletableFuture.failedFuture(new IllegalStateException("password=secret"))
        : CompletableFuture.completedFuture(all.subList(0, Math.min(limit, all.size())));
  }
}

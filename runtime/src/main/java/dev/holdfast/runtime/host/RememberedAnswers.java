package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answers of one object that are kept for repeats, by request id, the oldest first. */
final class RememberedAnswers {
  /** What one costs beside its bytes: map entry, record, key. */
  private static final int OVERHEAD_BYTES = 160;

  private Map<String, Change.AnswerRemembered> byRequest = Map.of();
  private long bytes;

  void add(Change.AnswerRemembered answer) {
    // Read back, an expired one of the same id may still be here; the new one goes to the end.
    byRequest = byRequest.isEmpty() ? new LinkedHashMap<>() : byRequest;
    Change.AnswerRemembered before = byRequest.remove(answer.id());
    bytes -= before == null ? 0 : cost(before);
    byRequest.put(answer.id(), answer);
    bytes += cost(answer);
  }

  private static int cost(Change.AnswerRemembered answer) {
    return answer.answer().length + Utf8Order.byteLength(answer.id()) + OVERHEAD_BYTES;
  }

  /** Drops those that are no longer owed. They expire in the order they were given. */
  void expire(Instant now) {
    Iterator<Change.AnswerRemembered> oldest = byRequest.values().iterator();
    while (oldest.hasNext()) {
      Change.AnswerRemembered answer = oldest.next();
      if (answer.expiresAt().isAfter(now)) {
        return;
      }
      bytes -= cost(answer);
      oldest.remove();
    }
  }

  Change.@Nullable AnswerRemembered get(String request) {
    return byRequest.get(request);
  }

  /** When the next one expires. */
  Optional<Instant> nextExpiry() {
    return byRequest.values().stream().findFirst().map(Change.AnswerRemembered::expiresAt);
  }

  void addTo(List<Change> changes) {
    changes.addAll(byRequest.values());
  }

  int count() {
    return byRequest.size();
  }

  long bytes() {
    return bytes;
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Up to which of its messages each sender's have taken effect here, so that none does twice, and
 * how often the next one of each was tried.
 */
final class Inbox {
  /** What a sender costs beside its name: map entry, record. */
  private static final int OVERHEAD_BYTES = 160;

  private record Mark(long applied, long tried, int attempts) {
    static final Mark NONE = new Mark(0, 0, 0);
  }

  private final Map<String, Mark> bySender = new LinkedHashMap<>();
  private long bytes;

  void applied(Change.TellApplied mark) {
    put(mark.sender(), new Mark(mark.number(), 0, 0));
  }

  void failed(Change.TellFailed failed) {
    Mark before = bySender.getOrDefault(failed.sender(), Mark.NONE);
    put(failed.sender(), new Mark(before.applied(), failed.number(), failed.attempts()));
  }

  private void put(String sender, Mark mark) {
    if (bySender.put(sender, mark) == null) {
      bytes += Utf8Order.byteLength(sender) + OVERHEAD_BYTES;
    }
  }

  /** The highest number that took effect, 0 for none. */
  long applied(String sender) {
    return bySender.getOrDefault(sender, Mark.NONE).applied();
  }

  /** How often that message was tried and failed. */
  int attempts(String sender, long number) {
    Mark mark = bySender.getOrDefault(sender, Mark.NONE);
    return mark.tried() == number ? mark.attempts() : 0;
  }

  void addTo(List<Change> changes) {
    bySender.forEach((sender, mark) -> {
      if (mark.applied() > 0) {
        changes.add(new Change.TellApplied(sender, mark.applied()));
      }
      if (mark.attempts() > 0) {
        changes.add(new Change.TellFailed(sender, mark.tried(), mark.attempts()));
      }
    });
  }

  long bytes() {
    return bytes;
  }
}

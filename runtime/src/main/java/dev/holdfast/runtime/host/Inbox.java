package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Up to which of its messages each sender's have taken effect here, so that none does twice, and
 * how often the next one of each was tried.
 *
 * <p>Senders may be forgotten once they have cleared all that they were heard of. Whether a message
 * of a sender without a mark took effect is then known in two ways: it was told after all that was
 * forgotten, or what its sender stored says so.
 */
final class Inbox {
  /** What a sender costs beside its name: map entry, record. */
  private static final int OVERHEAD_BYTES = 160;

  /** Senders of whom it was read what they cleared, and whose message is yet to come again. */
  static final int RECOVERED_MAX = 256;

  /** While those before cannot be forgotten, the senders in memory may be so many times more. */
  private static final int TIMES_MAX = 2;

  private record Mark(long applied, long tried, int attempts) {
    static final Mark NONE = new Mark(0, 0, 0);
  }

  /** The least recently heard first. */
  private final LinkedHashMap<String, Mark> bySender = new LinkedHashMap<>();

  private long bytes;
  private @Nullable Instant forgotten;

  // Not stored: what is lost of it is asked again.
  private Map<String, Long> recovered = Map.of();
  private Set<String> unknown = Set.of();

  void applied(Change.TellApplied mark) {
    put(mark.sender(), new Mark(mark.number(), 0, 0));
  }

  void failed(Change.TellFailed failed) {
    Mark before = bySender.getOrDefault(failed.sender(), Mark.NONE);
    put(failed.sender(), new Mark(before.applied(), failed.number(), failed.attempts()));
  }

  private void put(String sender, Mark mark) {
    if (bySender.putLast(sender, mark) == null) {
      bytes += cost(sender);
    }
    if (mark.applied() > 0 && !recovered.isEmpty()) {
      // The mark knows better from now on, and once it is forgotten again, nothing is known.
      recovered.remove(sender);
    }
  }

  private static long cost(String sender) {
    return (long) Utf8Order.byteLength(sender) + OVERHEAD_BYTES;
  }

  void apply(Change.OfSender change) {
    switch (change) {
      case Change.SenderForgotten sender -> forget(sender);
      case Change.SendersForgottenUpTo(Instant at) ->
          forgotten = forgotten == null || at.isAfter(forgotten) ? at : forgotten;
    }
  }

  private void forget(Change.SenderForgotten sender) {
    Mark mark = bySender.get(sender.sender());
    if (mark != null && last(mark) <= sender.number()) {
      bySender.remove(sender.sender());
      bytes -= cost(sender.sender());
    }
  }

  private static long last(Mark mark) {
    return Math.max(mark.applied(), mark.tried());
  }

  /** The highest number that took effect, 0 for none and for a sender that is not known. */
  long applied(String sender) {
    return bySender.getOrDefault(sender, Mark.NONE).applied();
  }

  /**
   * Whether a message told then, of a sender without a mark, may have taken effect. Not when it was
   * told after the newest time at which a forgotten sender had cleared what it was heard of.
   */
  boolean mayHaveForgotten(Instant told) {
    return forgotten != null && !told.isAfter(forgotten);
  }

  /** How often that message was tried and failed. */
  int attempts(String sender, long number) {
    Mark mark = bySender.getOrDefault(sender, Mark.NONE);
    return mark.tried() == number ? mark.attempts() : 0;
  }

  /** What is yet to be read of senders: asked once. */
  Set<String> takeUnknown() {
    Set<String> taken = unknown;
    unknown = Set.of();
    return taken;
  }

  /** Has what that sender stored read. */
  void wantBooks(String sender) {
    unknown = unknown.isEmpty() ? new LinkedHashSet<>(4) : unknown;
    if (unknown.size() < RECOVERED_MAX) {
      unknown.add(sender);
    }
  }

  /** What a sender has cleared, where it was read; kept until its message comes again. */
  Optional<Long> recovered(String sender) {
    return Optional.ofNullable(recovered.get(sender));
  }

  /**
   * What a sender has stored was read.
   *
   * @return whether it may be forgotten
   */
  boolean read(SenderBooks books) {
    Mark mark = bySender.get(books.sender());
    if (mark != null && mark.applied() > 0) {
      return last(mark) <= books.clearedUpTo();
    }
    recovered = recovered.isEmpty() ? new LinkedHashMap<>(4) : recovered;
    recovered.put(books.sender(), books.clearedUpTo());
    if (recovered.size() > RECOVERED_MAX) {
      // Should its message come again, it is read again.
      recovered.remove(recovered.keySet().iterator().next());
    }
    return false;
  }

  /** The least recently heard, which count as heard now: if they cannot go, others are next. */
  List<String> leastRecentlyHeard(int count) {
    List<String> senders = new ArrayList<>(count);
    Iterator<String> oldest = bySender.keySet().iterator();
    while (oldest.hasNext() && senders.size() < count) {
      senders.add(oldest.next());
    }
    senders.forEach(sender -> bySender.putLast(sender, bySender.getOrDefault(sender, Mark.NONE)));
    return senders;
  }

  /** Whether no new sender is listened to until others are forgotten. */
  boolean isFull(Limits limits) {
    return bySender.size() >= TIMES_MAX * limits.sendersMax();
  }

  /** How many senders are known. */
  int count() {
    return bySender.size();
  }

  boolean knows(String sender) {
    return bySender.containsKey(sender);
  }

  void addTo(List<Change> changes) {
    if (forgotten != null) {
      changes.add(new Change.SendersForgottenUpTo(forgotten));
    }
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

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The part of the wake index that is due soon, in memory, and which of it was sent. A wake-up is
 * sent again until the object's row moves: it may be lost, and so may the word that it moved.
 *
 * <p>Thread rule: confined to its owner.
 */
final class WakeWindow {
  /** How much is held; the rest is read when it is needed. */
  static final int ENTRIES_MAX = 3_200;

  /**
   * Objects being woken at once: enough to keep the database busy, few enough that a storm does not
   * hold up what callers wait for.
   */
  static final int IN_FLIGHT_MAX = 40;

  /**
   * Longer than a storm lets an object wait, which a cold node fires at 3,000 a second: sent twice,
   * it would be woken for nothing, and correct a row that is not wrong.
   */
  private static final Duration RESEND_FIRST = Duration.ofSeconds(2);

  private static final Duration RESEND_MOST = Duration.ofSeconds(30);

  /** Sent this often without an answer, it is stuck, and no longer keeps others waiting. */
  private static final int STUCK_AFTER = 3;

  private static final int DOUBLINGS_MAX = 10;

  private record Entry(ObjectId object, Instant due, int sent, Instant sendAt, long epoch) {
    boolean isInFlight() {
      return sent > 0 && sent < STUCK_AFTER;
    }

    Entry sentAgain(Instant now) {
      return new Entry(object, due, sent + 1, now.plus(pause(sent + 1)), epoch);
    }
  }

  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::sendAt).thenComparing(Entry::object);

  private final Map<ObjectId, Entry> byObject = new HashMap<>();
  private final NavigableSet<Entry> waiting = new TreeSet<>(ORDER);
  private final NavigableSet<Entry> sent = new TreeSet<>(ORDER);
  private int inFlight;
  private long epoch;

  /** A read of the index begins; what is learnt from now on is newer than what it finds. */
  long readBegins() {
    return ++epoch;
  }

  /** All rows due up to that time, as the read that began with {@code readEpoch} found them. */
  void read(long readEpoch, List<Due> rows, Instant upTo) {
    Set<ObjectId> found = new HashSet<>();
    for (Due row : rows) {
      found.add(row.object());
      Entry known = byObject.get(row.object());
      boolean news = known == null || (known.epoch() < readEpoch && !known.due().equals(row.at()));
      if (news && byObject.size() < ENTRIES_MAX) {
        put(new Entry(row.object(), row.at(), 0, row.at(), epoch));
      }
    }
    for (Entry entry : List.copyOf(byObject.values())) {
      if (entry.epoch() < readEpoch
          && !entry.due().isAfter(upTo)
          && !found.contains(entry.object())) {
        remove(entry.object());
      }
    }
  }

  /** An object's row moved; empty when it is gone or beyond what is held. */
  void moved(ObjectId object, Optional<Instant> at) {
    Entry known = byObject.get(object);
    if (at.isPresent() && known != null && known.due().equals(at.get())) {
      return;
    }
    remove(object);
    if (at.isPresent() && byObject.size() < ENTRIES_MAX) {
      put(new Entry(object, at.get(), 0, at.get(), epoch));
    }
  }

  /** Whom to wake now. They count as sent. */
  List<ObjectId> send(Instant now) {
    List<Entry> due = new ArrayList<>();
    for (Entry entry : sent) {
      if (entry.sendAt().isAfter(now)) {
        break;
      }
      due.add(entry);
    }
    int room = IN_FLIGHT_MAX - inFlight;
    for (Entry entry : waiting) {
      if (entry.sendAt().isAfter(now) || room-- <= 0) {
        break;
      }
      due.add(entry);
    }
    due.forEach(entry -> put(entry.sentAgain(now)));
    return due.stream().map(Entry::object).toList();
  }

  /** When {@link #send} has something to do next, if no row moves before. */
  Optional<Instant> next() {
    Stream<Entry> first = sent.isEmpty() ? Stream.empty() : Stream.of(sent.first());
    // While as many are being woken as may be, the next is sent when one of them moves.
    boolean room = inFlight < IN_FLIGHT_MAX && !waiting.isEmpty();
    return Stream.concat(first, room ? Stream.of(waiting.first()) : Stream.empty())
        .map(Entry::sendAt)
        .min(Comparator.naturalOrder());
  }

  int size() {
    return byObject.size();
  }

  private static Duration pause(int sent) {
    Duration pause = RESEND_FIRST.multipliedBy(1L << Math.min(sent - 1, DOUBLINGS_MAX));
    return pause.compareTo(RESEND_MOST) > 0 ? RESEND_MOST : pause;
  }

  private void put(Entry entry) {
    remove(entry.object());
    byObject.put(entry.object(), entry);
    (entry.sent() == 0 ? waiting : sent).add(entry);
    inFlight += entry.isInFlight() ? 1 : 0;
  }

  private void remove(ObjectId object) {
    Entry before = byObject.remove(object);
    if (before != null) {
      (before.sent() == 0 ? waiting : sent).remove(before);
      inFlight -= before.isInFlight() ? 1 : 0;
    }
  }
}

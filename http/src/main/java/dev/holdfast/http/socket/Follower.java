package dev.holdfast.http.socket;

import dev.holdfast.runtime.spi.LogFrames.Numbered;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;

/**
 * How far one client is in the log it follows. Entries reach its outbox complete, in order and
 * once: {@code next} is the only number that may be queued next, whether it comes live or from the
 * store. A client that does not keep up is not cut off: it falls back to reading pages as fast as
 * it takes them. Not thread-safe: its socket guards it.
 */
final class Follower {
  /** Reads that may fail in a row before the client is sent away to come back later. */
  private static final int FAILURES_MAX = 10;

  private static final long READ_PAUSE_MILLIS = 100;

  private final String log;
  private final long life;
  private long next;
  private long tail;
  private boolean reading;
  private int failures;

  Follower(SocketOrder.Following following) {
    this.log = following.log();
    this.life = following.life();
    this.next = following.after() + 1;
    this.tail = following.tail();
  }

  /** Where entries go. */
  interface Outlet {
    /** Queues an entry; false, and nothing queued, when there is no room. */
    boolean offer(WireFrame entry);

    /** Whether there is room for many. */
    boolean roomy();
  }

  /** A read that is due: entries after {@code after} up to {@code upTo}. */
  record Page(String log, long life, long after, long upTo) {}

  /** An entry as it is sent. */
  record Entry(long number, WireFrame frame) {}

  /** The entries, each encoded once for all sockets that it goes to. */
  static List<Entry> encoded(List<Numbered> entries) {
    return entries.stream()
        .map(entry -> new Entry(entry.number(), WireFrame.entry(entry.frame())))
        .toList();
  }

  /** There is news of a log, which may be the one it follows. */
  void heard(FanOut.OfLog news, Outlet outlet) {
    switch (news) {
      case FanOut.Grown grown -> grown(grown, outlet);
      case FanOut.Reached(String grown, long of, long to) -> {
        if (of == life && grown.equals(log)) {
          tail = Math.max(tail, to);
        }
      }
    }
  }

  /** The log has grown: queues what is next in line, and remembers how far the rest goes. */
  void grown(FanOut.Grown grown, Outlet outlet) {
    List<Entry> entries = grown.entries();
    if (entries.isEmpty() || grown.life() != life || !grown.log().equals(log)) {
      return;
    }
    if (!reading && next > tail) {
      queue(entries, outlet, false);
    }
    tail = Math.max(tail, entries.getLast().number());
  }

  /** Whether a page should be read now; if so, {@link #begin} it. */
  boolean behind(Outlet outlet) {
    return !reading && next <= tail && outlet.roomy();
  }

  Page begin() {
    reading = true;
    return new Page(log, life, next - 1, tail);
  }

  /** A page has come: queues what fits; the rest is read again when there is room. */
  void read(Page page, List<Numbered> entries, Outlet outlet) {
    reading = false;
    failures = 0;
    if (entries.isEmpty()) {
      // Clean-up has removed them: there is nothing left to send up to there.
      next = Math.max(next, page.upTo() + 1);
    } else {
      queue(encoded(entries), outlet, true);
    }
  }

  /** A read failed; milliseconds until it is tried again, or -1 when it is time to give up. */
  long failed() {
    failures++;
    return failures > FAILURES_MAX ? -1 : READ_PAUSE_MILLIS << Math.min(failures - 1, 5);
  }

  /** The pause after a failed read is over. */
  void resume() {
    reading = false;
  }

  private void queue(List<Entry> entries, Outlet outlet, boolean stored) {
    for (Entry entry : entries) {
      if (entry.number() < next) {
        continue;
      }
      // A hole between stored entries is what clean-up removed; between live ones it is news that
      // was missed and is in the store.
      if ((!stored && entry.number() != next) || !outlet.offer(entry.frame())) {
        return;
      }
      next = entry.number() + 1;
    }
  }
}

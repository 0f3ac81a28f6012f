package dev.holdfast.http.socket;

import dev.holdfast.runtime.SlowClient;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for one client, bounded by count and by size. A message that is larger than
 * the bound by itself still fits into an empty box. Costs next to nothing while nothing waits. Not
 * thread-safe: its socket guards it.
 */
final class Outbox {
  private static final int SMALLEST = 4;

  /** Kept for the next message when it is empty; a larger one is let go. */
  private static final int KEPT_MAX = 8;

  private static final WireFrame[] NONE = {};

  // A ring: `count` messages from `first` on.
  private @Nullable WireFrame[] ring = NONE;
  private int first;
  private int count;
  private int keyed;
  private int bytes;

  private final HeldBytes all;

  /** An empty one, whose messages count among all. */
  Outbox(HeldBytes all) {
    this.all = all;
  }

  /**
   * Queues a message.
   *
   * @return how many others were dropped for it, itself included; -1, and nothing queued, when
   *     there is no room
   */
  int offer(WireFrame frame, SlowClient rule, SocketLimits limits) {
    int dropped = 0;
    if (rule == SlowClient.LATEST_PER_KEY && !frame.key().isEmpty() && keyed > 0) {
      dropped = dropOfKey(frame.key());
    }
    while (!fits(frame, limits)) {
      if (rule != SlowClient.DROP_OLDEST || frame.isEntry()) {
        return -1;
      }
      dropped++;
      if (!dropOldest()) {
        return dropped;
      }
    }
    add(frame);
    return dropped;
  }

  private boolean fits(WireFrame frame, SocketLimits limits) {
    return count == 0
        || (count < limits.queueFramesMax()
            && (long) bytes + frame.size() <= limits.queueBytesMax()
            && (bytes + frame.size() <= HeldBytes.SHARE || !all.full()));
  }

  private void add(WireFrame frame) {
    if (count == ring.length) {
      grow();
    }
    ring[index(count)] = frame;
    count++;
    bytes += frame.size();
    all.add(frame);
    keyed += frame.key().isEmpty() ? 0 : 1;
  }

  private void grow() {
    @Nullable WireFrame[] larger = new WireFrame[Math.max(SMALLEST, count * 2)];
    for (int i = 0; i < count; i++) {
      larger[i] = ring[index(i)];
    }
    ring = larger;
    first = 0;
  }

  @Nullable WireFrame poll() {
    return count == 0 ? null : remove(0);
  }

  /** Drops the one of that key that waits; how many: there is at most one. */
  private int dropOfKey(String key) {
    for (int i = 0; i < count; i++) {
      if (at(i).key().equals(key)) {
        remove(i);
        return 1;
      }
    }
    return 0;
  }

  /** Drops the oldest that is no entry of a log; false when all are. */
  private boolean dropOldest() {
    for (int i = 0; i < count; i++) {
      if (!at(i).isEntry()) {
        remove(i);
        return true;
      }
    }
    return false;
  }

  /** Takes out one; those before it move up, of which there are few: it is near the front. */
  private WireFrame remove(int place) {
    WireFrame frame = at(place);
    for (int i = place; i > 0; i--) {
      ring[index(i)] = ring[index(i - 1)];
    }
    ring[first] = null;
    first = index(1);
    count--;
    bytes -= frame.size();
    all.remove(frame);
    keyed -= frame.key().isEmpty() ? 0 : 1;
    if (count == 0) {
      first = 0;
      ring = ring.length > KEPT_MAX ? NONE : ring;
    }
    return frame;
  }

  private WireFrame at(int place) {
    WireFrame frame = ring[index(place)];
    if (frame == null) {
      throw new IllegalStateException("nothing waits at place %d of %d".formatted(place, count));
    }
    return frame;
  }

  private int index(int place) {
    return (first + place) % ring.length;
  }

  /**
   * Whether at least half of it is free again. While the node has no more room: whether it is empty
   * and the client waits, as one that does not read never does.
   */
  boolean roomy(SocketLimits limits, boolean awaited) {
    return (count == 0 && awaited)
        || (count <= limits.queueFramesMax() / 2
            && bytes <= limits.queueBytesMax() / 2
            && !all.full());
  }

  boolean isEmpty() {
    return count == 0;
  }

  void clear() {
    for (int i = 0; i < count; i++) {
      all.remove(at(i));
    }
    Arrays.fill(ring, null);
    ring = NONE;
    first = 0;
    count = 0;
    keyed = 0;
    bytes = 0;
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The objects in memory on this node. Puts to sleep those that were idle for their type's time, and
 * the least recently used while there are more of them, or more bytes in them, than the node
 * allows. One sweep for all, instead of a timer each: an idle object costs nothing.
 *
 * <p>Thread rule: callable from any thread.
 */
final class AwakeObjects {
  /** Asked to leave, so many are let go at once that the next sweep is not due right away. */
  private static final double SWEEP_DOWN_TO = 0.95;

  /** Past the bound by this factor nothing more is let in: sleeping cannot keep up. */
  private static final double ADMIT_UP_TO = 1.25;

  /** One object in memory. */
  interface Entry {
    String typeName();

    /** By the node's monotonic clock. */
    long lastActiveNanos();

    long idleAfterNanos();

    long bytes();

    /**
     * Asks it to leave; it does if it has nothing to do.
     *
     * @param pressed the node needs the room: one whose alarm is near leaves, too
     */
    void sleep(boolean pressed);

    /** The node may not speak for it at the moment. */
    void lapsed();
  }

  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private final AtomicInteger count = new AtomicInteger();
  private final Limits limits;
  private final LongSupplier ticker;

  /**
   * What they held when they were looked at last: adding it up for each newcomer costs too much.
   */
  private volatile long sweptBytes;

  AwakeObjects(Limits limits, LongSupplier ticker) {
    this.limits = limits;
    this.ticker = ticker;
  }

  /** False when the node holds so much that this one may not wake. */
  boolean admit(Entry entry) {
    if (count.get() >= limits.awakeObjectsMax() * ADMIT_UP_TO
        || sweptBytes > limits.awakeBytesMax() * ADMIT_UP_TO) {
      return false;
    }
    if (entries.add(entry)) {
      count.incrementAndGet();
    }
    return true;
  }

  void remove(Entry entry) {
    if (entries.remove(entry)) {
      count.decrementAndGet();
    }
  }

  /** Asks the idle to leave, then the least recently used while a bound is passed. */
  void sweep() {
    long now = ticker.getAsLong();
    List<Entry> staying = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : entries) {
      if (now - entry.lastActiveNanos() >= entry.idleAfterNanos()) {
        entry.sleep(false);
      } else {
        staying.add(entry);
        bytes += entry.bytes();
      }
    }
    sweptBytes = bytes;
    if (staying.size() > limits.awakeObjectsMax() || bytes > limits.awakeBytesMax()) {
      evict(staying, bytes);
    }
  }

  private void evict(List<Entry> staying, long bytes) {
    long countTo = (long) (limits.awakeObjectsMax() * SWEEP_DOWN_TO);
    long bytesTo = (long) (limits.awakeBytesMax() * SWEEP_DOWN_TO);
    // Read once: the order must not change while it is being sorted by.
    Map<Entry, Long> lastActive = new HashMap<>();
    staying.forEach(entry -> lastActive.put(entry, entry.lastActiveNanos()));
    staying.sort(Comparator.comparing(lastActive::get));
    long left = staying.size();
    for (Entry entry : staying) {
      if (left <= countTo && bytes <= bytesTo) {
        return;
      }
      left--;
      bytes -= entry.bytes();
      entry.sleep(true);
    }
  }

  /** Tells all that the node may not speak for them at the moment. */
  void lapsed() {
    entries.forEach(Entry::lapsed);
  }

  int count() {
    return count.get();
  }

  long bytes() {
    return entries.stream().mapToLong(Entry::bytes).sum();
  }

  Map<String, Long> countByType() {
    Map<String, Long> counts = new HashMap<>();
    entries.forEach(entry -> counts.merge(entry.typeName(), 1L, Long::sum));
    return counts;
  }

  /** With 0 for those types that are not in it. */
  static Map<String, Long> ofEach(Set<String> types, Map<String, Long> known) {
    Map<String, Long> all = new LinkedHashMap<>();
    types.forEach(name -> all.put(name, known.getOrDefault(name, 0L)));
    return all;
  }

  Map<String, Long> bytesByType() {
    Map<String, Long> bytes = new HashMap<>();
    entries.forEach(entry -> bytes.merge(entry.typeName(), entry.bytes(), Long::sum));
    return bytes;
  }
}

package dev.holdfast.runtime.host;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells objects in memory that a node went with sockets of theirs: not all at the same time, for
 * each commits that it has heard it. Those that are asleep find out when they wake.
 *
 * <p>Thread-safe.
 */
final class LossNews {
  /**
   * Objects told a tick, of which there are 20 a second: so many commits, in batches, leave a
   * journal room for others, and all that can have sockets at one node have heard within 4 s.
   */
  static final int AT_ONCE = 200;

  private final AwakeObjects awake;
  private final Predicate<String> isLost;

  /** At most as many as are awake. */
  private final Set<AwakeObjects.Entry> waiting = new LinkedHashSet<>();

  LossNews(AwakeObjects awake, Predicate<String> isLost) {
    this.awake = awake;
    this.isLost = isLost;
  }

  /** Some hubs may be lost that were not before. */
  synchronized void look() {
    waiting.addAll(awake.withHub(isLost));
  }

  /** Some time has passed. */
  synchronized void tick() {
    Iterator<AwakeObjects.Entry> next = waiting.iterator();
    for (int i = 0; i < AT_ONCE && next.hasNext(); i++) {
      next.next().hubsLost();
      next.remove();
    }
  }
}

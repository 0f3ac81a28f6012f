package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Alarms whose handler ran past its deadline: with the handler the whole activation was given up,
 * so the next one learns here that the attempt failed, instead of running into it again.
 *
 * <p>Thread rule: callable from any thread.
 */
final class OverrunAlarms {
  /** More than a node's threads can leave behind before their objects are read back. */
  private static final int MAX = 10_000;

  private final Map<ObjectId, AlarmFired> overran = new ConcurrentHashMap<>();

  void add(ObjectId object, AlarmFired alarm) {
    if (overran.size() < MAX) {
      overran.put(object, alarm);
    }
  }

  /** Whether that attempt overran; asked once. */
  boolean take(ObjectId object, AlarmFired alarm) {
    return overran.remove(object, alarm);
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectEvent.CallEnded;
import dev.holdfast.runtime.ObjectEvent.SocketsLost;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Delivery;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Alarms, messages of other objects, results of calls and losses of sockets whose handler ran past
 * its deadline: with the handler the whole activation was given up, so the next one learns here
 * that the attempt failed, instead of running into it again.
 *
 * <p>Thread rule: callable from any thread.
 */
final class OverrunEvents {
  /** More than a node's threads can leave behind before their objects are read back. */
  private static final int MAX = 10_000;

  private record Message(ObjectId sender, long number) {}

  private record Overrun(ObjectId object, Object event) {}

  private final Set<Overrun> overran = ConcurrentHashMap.newKeySet();

  void add(ObjectId object, Envelope culprit) {
    Delivery delivery = culprit.delivery();
    Optional<Object> event =
        switch (delivery.event()) {
          case AlarmFired alarm -> Optional.of(alarm);
          case SocketsLost lost -> Optional.of(lost);
          case CallEnded _ when culprit.call() != 0 -> Optional.of(culprit.call());
          default -> culprit.tell().map(OverrunEvents::message);
        };
    if (event.isEmpty()) {
      return;
    }
    if (overran.size() >= MAX) {
      // One that nobody asked for, such as of an alarm that was cleared; or it runs once more.
      overran.stream().findAny().ifPresent(overran::remove);
    }
    overran.add(new Overrun(object, event.get()));
  }

  /** Whether that attempt overran; asked once. */
  boolean take(ObjectId object, AlarmFired alarm) {
    return overran.remove(new Overrun(object, alarm));
  }

  /** Whether its handler overran when these sockets were lost; asked once. */
  boolean take(ObjectId object, SocketsLost lost) {
    return overran.remove(new Overrun(object, lost));
  }

  /** Whether that message's last attempt overran; asked once. */
  boolean take(ObjectId object, Tell tell) {
    return overran.remove(new Overrun(object, message(tell)));
  }

  /** Whether that call's result overran when it was tried last; asked once. */
  boolean take(ObjectId object, long call) {
    return overran.remove(new Overrun(object, call));
  }

  private static Object message(Tell tell) {
    return new Message(tell.sender(), tell.number());
  }
}

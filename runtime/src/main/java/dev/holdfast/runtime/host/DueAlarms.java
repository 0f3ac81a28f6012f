package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes events of alarms that are due and of questions that have timed out, as the first of an
 * object's next batch.
 */
final class DueAlarms {
  /** Of one batch: the events that wait in the queue are not to wait for all of a thousand. */
  private static final int AT_ONCE_MAX = 64;

  private static final int BYTES = 128;

  private DueAlarms() {}

  /** What an object is to decide next: alarms that are due, then what waits in its queue. */
  static List<Envelope> batch(ObjectState state, Gate gate, HostServices services) {
    List<Envelope> due = due(state, services);
    if (gate.isEmpty()) {
      return due;
    }
    List<Envelope> waiting = gate.take();
    if (due.isEmpty()) {
      return waiting;
    }
    due.addAll(waiting);
    return due;
  }

  /** Whether it need not be kept for the next batch. */
  static boolean isFoundAgain(Envelope left) {
    return left.delivery().event() instanceof ObjectEvent.AlarmFired || TimeOuts.is(left);
  }

  private static List<Envelope> due(ObjectState state, HostServices services) {
    Optional<Instant> next = state.nextDue();
    Instant clock = services.clock().instant();
    Instant now = clock.isAfter(state.at()) ? clock : state.at();
    if (next.isEmpty() || next.get().isAfter(now)) {
      return List.of();
    }
    List<Envelope> due = of(state, now);
    if (state.hasQuestions() && !state.questions().due(now, 1).isEmpty()) {
      due.add(TimeOuts.envelope(state));
    }
    return due;
  }

  /** Those that are due now. Whoever decides them looks again: they may be cleared by then. */
  private static List<Envelope> of(ObjectState state, Instant now) {
    List<Envelope> events = new ArrayList<>();
    for (Change.AlarmSet alarm : state.dueAlarms(now, AT_ONCE_MAX)) {
      events.add(envelope(state, alarm, now));
    }
    return events;
  }

  private static Envelope envelope(ObjectState state, Change.AlarmSet alarm, Instant now) {
    var event =
        new ObjectEvent.AlarmFired(alarm.name(), alarm.due(), alarm.attempts() + 1, false, 1);
    Delivery delivery =
        new Delivery(
            state.id(),
            event,
            Optional.empty(),
            Delivery.Reach.EXISTING,
            alarm.correlation().isEmpty() ? Ids.fresh(now) : alarm.correlation(),
            Duration.ZERO,
            BYTES);
    // Nobody waits for an answer, and it never expires.
    return new Envelope(state.id().toString(), delivery, _ -> {}, Long.MAX_VALUE);
  }
}

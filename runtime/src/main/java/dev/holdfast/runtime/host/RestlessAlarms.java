package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Effect;
import dev.holdfast.runtime.host.stored.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slows alarms of an object that set themselves, or each other, for at once without end: each would
 * be as fast as the database, for ever, and its object would do nothing else.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class RestlessAlarms {
  private static final Logger LOG = LoggerFactory.getLogger(RestlessAlarms.class);

  /** Firings in a row, each setting an alarm for at once, before they are slowed. */
  private static final int AT_ONCE_MAX = 100;

  private static final Duration SLOWED_TO = Duration.ofSeconds(1);

  private final ObjectState state;

  /** Alarms that an alarm set for at once and that did not fire yet: when they are to fire. */
  private final Map<String, Instant> waiting = new HashMap<>();

  private int inARow;

  RestlessAlarms(ObjectState state) {
    this.state = state;
  }

  /** Takes note of what an alarm's turn, just applied, has set. */
  void fired(String name, EncodedTurn turn, BatchRun run) {
    boolean goesOn = waiting.remove(name) != null;
    waiting.keySet().removeIf(other -> !isToFireAtOnce(other));
    List<Change.AlarmSet> again = setForAtOnce(turn);
    if (again.isEmpty()) {
      inARow = goesOn && waiting.isEmpty() ? 0 : inARow;
      return;
    }
    if (++inARow < AT_ONCE_MAX) {
      again.forEach(alarm -> waiting.putIfAbsent(alarm.name(), alarm.fireAt()));
      return;
    }
    if (inARow == AT_ONCE_MAX) {
      LOG.atWarn()
          .addKeyValue("object", state.id())
          .addKeyValue("alarm", name)
          .addKeyValue("correlation", again.getFirst().correlation())
          .log(
              "alarms set themselves for at once {} times in a row; they fire once a second from"
                  + " here",
              AT_ONCE_MAX);
    }
    again.forEach(alarm -> slow(alarm, run));
  }

  /** Not so one that was cleared, moved, given up, or failed: that waits longer each time. */
  private boolean isToFireAtOnce(String name) {
    Change.@Nullable AlarmSet alarm = state.hasAlarm(name) ? state.alarms().get(name) : null;
    return alarm != null && alarm.attempts() == 0 && !alarm.due().isAfter(state.at());
  }

  /** A schedule that catches up is not among them: its times come to an end. */
  private List<Change.AlarmSet> setForAtOnce(EncodedTurn turn) {
    List<Change.AlarmSet> found = new ArrayList<>(0);
    for (EncodedTurn.Step step : turn.steps()) {
      if (step.effect() instanceof Effect.SetAlarm(String name, var _) && state.hasAlarm(name)) {
        Change.@Nullable AlarmSet alarm = state.alarms().get(name);
        if (alarm != null
            && StoredSchedule.isOnce(alarm)
            && !alarm.fireAt().isAfter(state.at())
            && !found.contains(alarm)) {
          found.add(alarm);
        }
      }
    }
    return found;
  }

  private void slow(Change.AlarmSet alarm, BatchRun run) {
    // Set again before it fired it keeps its time: set anew each half second, it would never fire.
    Instant fireAt = waiting.computeIfAbsent(alarm.name(), _ -> state.at().plus(SLOWED_TO));
    run.alarms().slowed();
    run.change(
        new Change.AlarmSet(
            alarm.name(),
            alarm.schedule(),
            alarm.due(),
            alarm.attempts(),
            fireAt,
            alarm.error(),
            alarm.correlation()));
  }
}

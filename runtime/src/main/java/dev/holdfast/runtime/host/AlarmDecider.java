package dev.holdfast.runtime.host;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides alarms that are due. That an alarm is done, or when it is due next, commits with what its
 * handler decided; that an attempt failed commits too.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class AlarmDecider {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmDecider.class);

  /** The kind of dead letters that were alarms. */
  static final String KIND = "alarm";

  private final TypeRuntime<?> type;
  private final DurableObject<?> instance;
  private final ObjectState state;
  private final HostServices services;
  private @Nullable RestlessAlarms restless;

  AlarmDecider(
      TypeRuntime<?> type, DurableObject<?> instance, ObjectState state, HostServices services) {
    this.type = type;
    this.instance = instance;
    this.state = state;
    this.services = services;
  }

  void decide(Envelope envelope, ObjectEvent.AlarmFired asked, BatchRun run, TurnWatch watch) {
    Change.AlarmSet alarm = state.hasAlarm(asked.name()) ? state.alarms().get(asked.name()) : null;
    if (alarm == null || !alarm.due().equals(asked.due()) || alarm.fireAt().isAfter(state.at())) {
      return; // an event before it in the batch cleared or moved it
    }
    Firing firing;
    try {
      firing = Firing.of(alarm, state.at());
    } catch (UnreadableException | IllegalArgumentException e) {
      // Its schedule cannot be read, or has no time left before the last year.
      failed(alarm, Firing.NONE, String.valueOf(e.getMessage()), run);
      return;
    }
    if (firing.event().isEmpty()) {
      rearm(alarm, firing.next(), run);
      return;
    }
    if (services.overrun().take(state.id(), asked)) {
      failed(alarm, firing, "its handler ran past its deadline", run);
      run.end(); // What comes next may overrun, too, and would take this with it.
      return;
    }
    long started = services.ticker().getAsLong();
    watch.started(envelope, type.handlerDeadline(services.limits()));
    Answer outcome = attempt(envelope, alarm, firing, firing.event().get(), run);
    watch.ended();
    if (watch.isAbandoned()) {
      return;
    }
    long micros = (services.ticker().getAsLong() - started) / 1_000;
    services.journal().turn(state.at(), state.id(), envelope.delivery(), outcome, micros);
  }

  private Answer attempt(
      Envelope envelope,
      Change.AlarmSet alarm,
      Firing firing,
      ObjectEvent.AlarmFired event,
      BatchRun run) {
    Delivery delivery = envelope.delivery();
    try {
      Turn turn =
          LogContext.of(envelope, () -> type.dispatch(instance, event, context(delivery, run)));
      FarSockets.requireListed(state);
      Objects.requireNonNull(turn, BatchDecider.RETURNED_NULL);
      if (turn.refusal().isPresent()) {
        failed(alarm, firing, "refused: " + turn.refusal().get().detail(), run);
        return new Answer.Refused(turn.refusal().get());
      }
      EncodedTurn encoded = EncodedTurn.of(turn, state, true, type.values(), services);
      TurnReply.check(encoded, delivery);
      // First: whatever leaves the object waits for this commit, also from a turn that stores
      // nothing.
      rearm(alarm, firing.next(), run);
      run.apply(encoded, Optional.of(envelope));
      restless().fired(alarm.name(), encoded, run);
      count(alarm, event, run);
      if (!encoded.stores()) {
        run.note(delivery);
      }
      return new Answer.Done();
    } catch (BoundPassed bound) {
      failed(alarm, firing, bound.refusal().detail(), run);
      return new Answer.Refused(bound.refusal());
    } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
      FarSockets.requireListed(state);
      String errorId = Ids.fresh(services.clock().instant());
      report(delivery, errorId, e);
      failed(alarm, firing, e.toString(), run);
      return new Answer.Failed(errorId);
    }
  }

  /** Made when an alarm fires first: most objects have none. */
  private RestlessAlarms restless() {
    RestlessAlarms known = restless == null ? new RestlessAlarms(state) : restless;
    restless = known;
    return known;
  }

  private ObjectContext context(Delivery delivery, BatchRun run) {
    return new TurnContext(
        state,
        type.values(),
        services,
        state.at(),
        delivery.correlation(),
        Optional.empty(),
        true,
        run);
  }

  private static void rearm(Change.AlarmSet alarm, Optional<Instant> next, BatchRun run) {
    run.change(
        next.<Change>map(due ->
                new Change.AlarmSet(
                    alarm.name(), alarm.schedule(), due, 0, due, "", alarm.correlation()))
            .orElseGet(() -> new Change.AlarmCleared(alarm.name())));
  }

  /** Its lateness is from the newest of its times: it may have been slowed, or times skipped. */
  private static void count(Change.AlarmSet alarm, ObjectEvent.AlarmFired event, BatchRun run) {
    if (alarm.attempts() > 0) {
      run.alarms().firedAgain();
    } else {
      boolean slowed = alarm.fireAt().isAfter(event.due());
      run.alarms().firedAtOnce(slowed ? alarm.fireAt() : event.due());
    }
  }

  /** Tried again after a while; as a dead letter only when an operator asks for it. */
  private void failed(Change.AlarmSet alarm, Firing firing, String error, BatchRun run) {
    int attempts = alarm.attempts() + 1;
    String kept = StoredLetters.storable(error);
    boolean room = state.letters().size() < services.limits().deadLettersMax();
    if (attempts >= Limits.ALARM_ATTEMPTS_MAX && room) {
      run.change(
          new Change.DeadLetterAdded(
              Ids.fresh(state.at()),
              KIND,
              AlarmName.shown(alarm.name()),
              alarm.due(),
              state.at(),
              attempts,
              kept,
              alarm.correlation()));
      run.alarms().died();
      rearm(alarm, firing.next(), run);
      return;
    }
    int seed = state.id().hashCode() * 31 + alarm.name().hashCode();
    Instant again = state.at().plus(AlarmBackOff.after(attempts, seed));
    run.change(
        new Change.AlarmSet(
            alarm.name(),
            alarm.schedule(),
            alarm.due(),
            attempts,
            again,
            kept,
            alarm.correlation()));
    run.alarms().retried();
  }

  private void report(Delivery delivery, String errorId, Throwable cause) {
    var line =
        LOG.atError()
            .addKeyValue("object", state.id())
            .addKeyValue("correlation", delivery.correlation())
            .addKeyValue("error", errorId);
    services
        .errors()
        .write(
            LOG, type.definition().name(), cause, line, "an alarm's handler failed; tried again");
  }
}

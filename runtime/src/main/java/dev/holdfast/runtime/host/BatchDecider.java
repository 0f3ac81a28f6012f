package dev.holdfast.runtime.host;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides the events of one awake object, one after another, each seeing what the ones before it
 * decided. A throw or a refusal leaves no trace of its own turn and does not touch the others of
 * its batch.
 *
 * <p>Thread rule: confined, like the {@link ObjectState} it works on.
 */
final class BatchDecider {
  static final String RETURNED_NULL = "the handler returned null. Return Turn.none() instead.";

  private final TypeRuntime<?> type;
  private final DurableObject<?> instance;
  private final ObjectState state;
  private final HostServices services;
  private final AlarmDecider alarms;
  private final TurnReports reports;
  private boolean woken;
  private boolean heardWake;

  BatchDecider(TypeRuntime<?> type, ObjectState state, HostServices services) {
    this.type = type;
    this.instance = type.definition().factory().get();
    this.state = state;
    this.services = services;
    this.alarms = new AlarmDecider(type, instance, state, services);
    this.reports = new TurnReports(state, services);
  }

  /**
   * Decides as many of the events as one commit may hold.
   *
   * @param sequence of the commit, should there be one
   * @param beside what the commit is to say as well; an empty batch commits it by itself
   */
  Decided decide(
      List<Envelope> batch, long sequence, List<? extends Change> beside, TurnWatch watch) {
    Instant clock = services.clock().instant();
    state.reached(clock);
    state.answers().expire(state.at());
    BatchRun run = new BatchRun(type, state, services, sequence);
    FarSockets.beginBatch(state);
    int decided = 0;
    try {
      if (!woken && !batch.isEmpty()) {
        wake(run, batch.getFirst(), watch);
        woken = true;
      }
      while (decided < batch.size() && !run.isFull() && !watch.isAbandoned()) {
        decideAny(FromAfar.read(batch.get(decided), type), run, watch);
        decided++;
      }
    } catch (ListsMissing e) {
      watch.ended(); // What is left is decided again, this event the first.
    }
    FarSockets.endBatch(state);
    if (batch.isEmpty() || !run.isEmpty() || state.hearsFromTooMany(services.limits())) {
      beside.forEach(run::change);
    }
    if (batch.isEmpty() && state.hasMail()) {
      state.mail().forgetRecovery();
    }
    return run.result(
        batch.subList(decided, batch.size()).stream()
            .filter(left -> !DueAlarms.isFoundAgain(left))
            .toList());
  }

  private void decideAny(Envelope envelope, BatchRun run, TurnWatch watch) {
    if (envelope.delivery().event() instanceof ObjectEvent.AlarmFired alarm) {
      alarms.decide(envelope, alarm, run, watch);
    } else if (TimeOuts.is(envelope)) {
      TimeOuts.decide(state, run);
    } else {
      decide(envelope, run, watch);
    }
  }

  /** The first event waits for it, and is the one that is told should it never end. */
  private void wake(BatchRun run, Envelope first, TurnWatch watch) {
    if (!state.exists()) {
      return;
    }
    if (!heardWake) {
      onWake(run, first, watch);
      heardWake = true;
    }
    String correlation = first.delivery().correlation();
    for (Envelope lost : LostSockets.events(state, services, correlation)) {
      if (!run.isFull() && !watch.isAbandoned()) {
        decide(lost, run, watch);
      }
    }
  }

  private void onWake(BatchRun run, Envelope first, TurnWatch watch) {
    watch.started(first, type.handlerDeadline(services.limits()));
    try {
      ObjectContext context = context(first.delivery(), Optional.empty(), true, run);
      Turn turn = LogContext.of(first, () -> instance.onWake(context));
      FarSockets.requireListed(state);
      run.under(first.delivery());
      run.apply(encode(turn, true), Optional.empty());
    } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
      FarSockets.requireListed(state);
      reports.wakeFailed(first.delivery(), e);
    } finally {
      watch.ended();
    }
  }

  private void decide(Envelope envelope, BatchRun run, TurnWatch watch) {
    Delivery delivery = envelope.delivery();
    Answer settled = settled(envelope, run);
    EventBooks books = books(envelope);
    if (settled != null) {
      boolean told = envelope.tell().isPresent();
      Optional<Refusal> refusal = told ? refusal(settled) : Optional.empty();
      run.reply(envelope, refusal.map(why -> books.refused(envelope, why, run)).orElse(settled));
      return;
    }
    if (delivery.event() instanceof ObjectEvent.Operated(var operation)) {
      run.reply(envelope, new OperatorDecider(state).decide(operation, delivery, run));
      return;
    }
    if (books.overran(envelope)) {
      run.reply(envelope, books.failed(envelope, new Answer.Overran(""), run));
      run.end(); // What comes next may overrun, too, and would take this with it.
      return;
    }
    ChangeBuffer.Mark before = run.mark();
    boolean existed = state.exists();
    SocketBooks.closing(delivery.event(), state);
    long started = services.ticker().getAsLong();
    watch.started(envelope, type.handlerDeadline(services.limits()));
    Answer failure = failure(envelope, run, existed, before);
    watch.ended();
    if (watch.isAbandoned()) {
      return;
    }
    if (failure != null) {
      run.undo(before, existed);
      run.reply(envelope, failed(envelope, failure, run));
    }
    run.closeBooks(delivery.event());
    Answer outcome = failure == null ? run.lastOutcome() : failure;
    long micros = (services.ticker().getAsLong() - started) / 1_000;
    services.journal().turn(state.at(), state.id(), delivery, outcome, micros);
  }

  /** What whoever delivered it is to be told, which for some events is written down. */
  private Answer failed(Envelope envelope, Answer failure, BatchRun run) {
    return failure instanceof Answer.Refused(Refusal refusal)
        ? books(envelope).refused(envelope, refusal, run)
        : books(envelope).failed(envelope, failure, run);
  }

  private static Optional<Refusal> refusal(Answer answer) {
    return switch (answer) {
      case Answer.Refused(Refusal refusal) -> Optional.of(refusal);
      case Answer.Missing _ -> Optional.of(Refusal.notFound("there is no such object."));
      default -> Optional.empty();
    };
  }

  /** Runs the turn; the answer where it went wrong, or null. */
  private @Nullable Answer failure(
      Envelope envelope, BatchRun run, boolean existed, ChangeBuffer.Mark before) {
    Delivery delivery = envelope.delivery();
    try {
      turn(envelope, run, existed, before);
      return null;
    } catch (BoundPassed bound) {
      return new Answer.Refused(bound.refusal());
    } catch (UnreadableException e) {
      return new Answer.Unreadable(reports.write(delivery, "what is stored cannot be read", e));
    } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
      FarSockets.requireListed(state);
      return new Answer.Failed(reports.write(delivery, "its handler failed", e));
    }
  }

  private @Nullable Answer settled(Envelope envelope, BatchRun run) {
    try {
      return settledWithoutTurn(envelope, run);
    } catch (UnreadableException e) {
      return new Answer.Unreadable(
          reports.write(envelope.delivery(), "its remembered answer cannot be read", e));
    }
  }

  /** The answer where no handler needs to run, or null. */
  private @Nullable Answer settledWithoutTurn(Envelope envelope, BatchRun run) {
    Delivery delivery = envelope.delivery();
    if (services.ticker().getAsLong() - envelope.expiresNanos() >= 0) {
      return new Answer.NotDone("its caller had stopped waiting");
    }
    Answer booked = books(envelope).settled(envelope, run);
    if (booked != null) {
      return booked;
    }
    if (delivery.id().isPresent()) {
      Answer repeated = AnswerMemory.repeated(delivery, type, state, services);
      if (repeated != null) {
        return repeated;
      }
    }
    return switch (delivery.reach()) {
      case EITHER -> null;
      case EXISTING -> state.exists() ? null : new Answer.Missing();
      case CREATE ->
          state.exists()
              ? new Answer.Refused(Refusal.conflict("there is an object of this name already."))
              : null;
    };
  }

  /** What it refuses is booked as it came: it may have to be kept. */
  private void turn(Envelope came, BatchRun run, boolean existed, ChangeBuffer.Mark before) {
    Envelope envelope = books(came).read(came);
    Delivery delivery = envelope.delivery();
    ObjectContext context = context(delivery, envelope.tell(), existed, run);
    if (!existed) {
      run.create();
      run.under(delivery);
      Turn created = LogContext.of(envelope, () -> instance.onCreate(context));
      if (created.refusal().isPresent()) {
        run.undo(before, false);
        run.settle(came, books(came).refused(came, created.refusal().get(), run));
        return;
      }
      run.apply(encode(created, false), Optional.empty());
    }
    Turn turn = LogContext.of(envelope, () -> type.dispatch(instance, delivery.event(), context));
    FarSockets.requireListed(state);
    if (turn == null) {
      throw new NullPointerException(RETURNED_NULL);
    }
    if (turn.refusal().isPresent()) {
      run.undo(before, existed);
      run.settle(came, books(came).refused(came, turn.refusal().get(), run));
      return;
    }
    EncodedTurn encoded = encode(turn, existed);
    TurnReply.check(encoded, delivery);
    if (!existed && !encoded.stores()) {
      run.undo(before, false);
    }
    // First, so that its answer waits for the commit, also where nothing else is stored.
    books(envelope).decided(envelope, turn, run);
    run.apply(encoded, Optional.of(envelope));
  }

  private EncodedTurn encode(Turn turn, boolean existed) {
    return EncodedTurn.of(turn, state, existed, type.values(), services);
  }

  /** Made anew each time: a hundred thousand objects that hear nothing need none. */
  private EventBooks books(Envelope envelope) {
    if (envelope.tell().isPresent()) {
      return AnswerFormat.isAnswer(envelope.tell().get().kind())
          ? new AnswerDecider(type, state, services)
          : new TellDecider(type, state, services);
    }
    return switch (envelope.delivery().event()) {
      case ObjectEvent.FrameReceived _ -> new FrameBooks(state);
      case ObjectEvent.MessageReceived(EncodedMessage _) -> new FromAfar.Unread(type);
      case ObjectEvent.SocketsLost _ -> new LostSockets(state, services);
      default -> envelope.call() == 0 ? EventBooks.NONE : new CallDecider(type, state, services);
    };
  }

  private ObjectContext context(
      Delivery delivery, Optional<Tell> told, boolean existed, BatchRun run) {
    return new TurnContext(
        state, type.values(), services, state.at(), delivery.correlation(), told, existed, run);
  }
}

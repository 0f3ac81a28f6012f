package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.Errand.State;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import dev.holdfast.runtime.spi.CallStep;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Has the calls made that objects of this node asked for, and brings them the results. It keeps
 * each until its result has taken effect, whether its object is in memory meanwhile or not; what a
 * node that died has left, objects hand in again when they are woken, here or on another node.
 *
 * <p>Thread rule: callable from any thread; nothing blocks.
 */
final class CallDesk {
  /** How long a result may wait in its object's queue before it is delivered again. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Until what fills the node may have gone. */
  private static final Duration FULL_PAUSE = Duration.ofSeconds(1);

  private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

  /** The object moved, or its node is busy. */
  private static final Duration SOON = Duration.ofMillis(100);

  /** Its handler failed. */
  private static final Duration FAILED = Duration.ofSeconds(2);

  private static final int DOUBLINGS_MAX = 12;

  private static final Outcome FAULT =
      new Outcome.Failed(CallResult.Why.FAILED, "a fault of the node; its log says more");

  /**
   * The ways from here.
   *
   * @param runner makes attempts of requests
   * @param works makes attempts of local work; never fails
   * @param objects to an object, wherever it is
   * @param later does something after a pause
   * @param open whether the node may speak for its objects: otherwise no attempt begins and no
   *     result leaves
   */
  record Ways(
      CallRunner runner,
      Function<Call.Local, CompletionStage<Outcome>> works,
      Consumer<Envelope> objects,
      BiConsumer<Duration, Runnable> later,
      BooleanSupplier open) {}

  private final HostServices services;
  private final Ways ways;
  private final Errands errands = new Errands();
  private boolean watching;
  private boolean closed;

  CallDesk(HostServices services, Ways ways) {
    this.services = services;
    this.ways = ways;
  }

  /**
   * Takes calls, in their order; those that it has already it keeps as they are.
   *
   * @return whether it took them all; those from the first that had no room on are to be handed in
   *     again later
   */
  boolean begin(ObjectId object, List<Change.CallAsked> calls) {
    Errands.Fitting fitting = fitting(object, calls);
    if (!fitting.calls().isEmpty()) {
      // To read them takes a while: without the lock, which all objects share.
      CallCodec codec = CallCodec.of(object, services);
      add(fitting.calls().stream().map(asked -> new Errand(object, asked, codec)).toList())
          .forEach(this::attempt);
    }
    return fitting.all();
  }

  private synchronized Errands.Fitting fitting(ObjectId object, List<Change.CallAsked> calls) {
    return errands.fitting(object, closed ? List.of() : calls);
  }

  private synchronized List<Errand> add(List<Errand> more) {
    return more.stream().filter(errands::add).toList();
  }

  /** The object is not interested any more: it was destroyed. */
  synchronized void forget(ObjectId object) {
    errands.remove(object);
  }

  /**
   * An object was read back. What it does not have any more is done, or went with a life before: a
   * commit of which nobody heard, or one of another node, said so.
   */
  void loaded(ObjectId object, List<Change.CallAsked> unfinished) {
    List<Errand> next;
    synchronized (this) {
      next = errands.dropOthers(object, unfinished);
    }
    next.forEach(this::attempt);
  }

  /**
   * It holds nothing of the call meanwhile: pauses are long, and its object may be gone by then.
   */
  private void attemptAfter(Duration pause, Errand errand) {
    ObjectId object = errand.object();
    long number = errand.number();
    ways.later().accept(pause, () -> find(object, number).ifPresent(this::attempt));
  }

  private synchronized Optional<Errand> find(ObjectId object, long number) {
    return Optional.ofNullable(errands.find(object, number));
  }

  private void attempt(Errand errand) {
    switch (admit(errand)) {
      case NO -> {}
      case LATER -> attemptAfter(FULL_PAUSE, errand);
      case UNREADABLE -> ended(errand, errand.unreadable());
      case YES ->
          made(errand)
              .whenComplete((outcome, fault) -> attempted(errand, fault == null ? outcome : FAULT));
    }
  }

  private CompletionStage<Outcome> made(Errand errand) {
    try {
      return switch (errand.call().orElseThrow()) {
        case Call.Http http -> ways.runner().attempt(http, errand.key(), errand.traceparent());
        case Call.Local local -> ways.works().apply(local);
      };
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e); // no runner should, and its caller is an actor
    }
  }

  private enum Admission {
    YES,
    NO,
    LATER,
    UNREADABLE
  }

  private synchronized Admission admit(Errand errand) {
    if (closed || !errands.has(errand) || errand.state() != State.WAITING) {
      return Admission.NO;
    }
    if (errand.call().isEmpty()) {
      return Admission.UNREADABLE;
    }
    if (!errands.mayBegin(errand.object()) || !ways.open().getAsBoolean()) {
      return Admission.LATER;
    }
    errand.begins(services.ticker().getAsLong());
    return Admission.YES;
  }

  private void attempted(Errand errand, Outcome outcome) {
    switch (next(errand, outcome)) {
      case CallStep.Again(Duration pause, int _) -> attemptAfter(pause, errand);
      case CallStep.Done(CallResult result) -> {
        if (!ended(errand, result)) {
          attempted(errand, errand.noRoom(FULL_PAUSE)); // that a call was given up always has room
        }
      }
    }
  }

  private synchronized CallStep next(Errand errand, Outcome outcome) {
    CallStep step = errand.after(outcome, services.ticker().getAsLong());
    if (step instanceof CallStep.Again(Duration _, int attempts)) {
      errand.waits(attempts);
    }
    return step;
  }

  /** False where its result finds no room. */
  private boolean ended(Errand errand, CallResult result) {
    long bytes = Errand.bytes(result, CallCodec.of(errand.object(), services));
    synchronized (this) {
      if (closed || !errands.has(errand)) {
        return true; // what was broken off by the end of the node is made again by another
      }
      if (!(result instanceof CallResult.GaveUp) && !errands.hasRoom(errand.object(), bytes)) {
        return false;
      }
      errand.ends(result, bytes);
      errands.hold(errand);
    }
    deliver(errand);
    return true;
  }

  private void deliver(Errand errand) {
    if (!ways.open().getAsBoolean()) {
      ways.later().accept(FULL_PAUSE, () -> deliver(errand));
      return;
    }
    Envelope envelope;
    synchronized (this) {
      if (closed || !errands.has(errand) || errand.state() == State.DELIVERING) {
        return;
      }
      long expires = services.ticker().getAsLong() + PATIENCE.toNanos();
      int delivery = errand.delivers(expires);
      envelope =
          errand.envelope(
              services.limits().queueBytesMax(),
              PATIENCE,
              expires,
              answer -> answered(errand, delivery, answer));
      watch();
    }
    ways.objects().accept(envelope);
  }

  /** What became of a result. */
  private void answered(Errand errand, int delivery, Answer answer) {
    switch (answer) {
      case Answer.Done _, Answer.Replied _, Answer.Refused _, Answer.Missing _ -> finished(errand);
      case Answer.Overloaded(var _, Duration pause) -> again(errand, delivery, pause);
      case Answer.Failed _, Answer.Overran _, Answer.Unreadable _, Answer.UnknownType _ ->
          again(errand, delivery, FAILED);
      default -> again(errand, delivery, SOON);
    }
  }

  private void again(Errand errand, int delivery, Duration first) {
    Duration pause;
    synchronized (this) {
      if (!errand.failsToDeliver(delivery)) {
        return;
      }
      pause = first.multipliedBy(1L << Math.min(delivery - 1, DOUBLINGS_MAX));
    }
    ways.later().accept(pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause, () -> deliver(errand));
  }

  /** Its result took effect: whatever waited for that in its lane may begin. */
  private void finished(Errand errand) {
    next(errand).ifPresent(this::attempt);
  }

  private synchronized Optional<Errand> next(Errand finished) {
    return errands.finish(finished);
  }

  /** A result may get lost on its way, or its answer, and nobody would ever say so. */
  private void watch() {
    if (!watching) {
      watching = true;
      ways.later().accept(PATIENCE, this::lookForLost);
    }
  }

  private void lookForLost() {
    List<Errand> lost;
    synchronized (this) {
      watching = false;
      lost = errands.lost(services.ticker().getAsLong());
      lost.forEach(errand -> errand.failsToDeliver(errand.deliveries()));
      if (errands.holdsResults() && !closed) {
        watch();
      }
    }
    lost.forEach(this::deliver);
  }

  /** Calls of this node that have not ended. */
  synchronized int unfinished() {
    return errands.count();
  }

  /** From now on nothing is begun, and nothing that ends is delivered. */
  synchronized void close() {
    closed = true;
  }
}

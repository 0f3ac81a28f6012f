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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
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
  /** Calls on a node that have not ended, some 1 KB each beside their content. */
  static final int UNFINISHED_MAX = 200_000;

  /** Bytes of them. */
  static final long BYTES_MAX = 256L << 20;

  /** Results that wait until their object takes them, in bytes; past it no more calls begin. */
  static final long RESULTS_BYTES_MAX = 128L << 20;

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
   */
  record Ways(
      CallRunner runner,
      Function<Call.Local, CompletionStage<Outcome>> works,
      Consumer<Envelope> objects,
      BiConsumer<Duration, Runnable> later) {}

  private final HostServices services;
  private final Ways ways;
  private final Map<ObjectId, LinkedHashMap<Long, Errand>> byObject = new HashMap<>();
  private int count;
  private long bytes;
  private long resultBytes;
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
    List<Errand> starting = new ArrayList<>(calls.size());
    boolean all = begin(object, calls, starting);
    starting.forEach(this::attempt);
    return all;
  }

  private synchronized boolean begin(
      ObjectId object, List<Change.CallAsked> calls, List<Errand> starting) {
    for (Change.CallAsked asked : calls) {
      LinkedHashMap<Long, Errand> errands = byObject.get(object);
      if (errands != null && errands.containsKey(asked.number())) {
        continue;
      }
      Errand errand = new Errand(object, asked, CallCodec.of(object, services));
      if (closed || count >= UNFINISHED_MAX || bytes + errand.bytes() > BYTES_MAX) {
        return false;
      }
      count++;
      bytes += errand.bytes();
      boolean free = errands == null || errands.values().stream().noneMatch(errand::waitsFor);
      byObject.computeIfAbsent(object, _ -> new LinkedHashMap<>(4)).put(asked.number(), errand);
      if (free) {
        starting.add(errand);
      }
    }
    return true;
  }

  /** The object is not interested any more: it was destroyed. */
  synchronized void forget(ObjectId object) {
    LinkedHashMap<Long, Errand> errands = byObject.remove(object);
    if (errands != null) {
      errands.values().forEach(this::letGo);
    }
  }

  private void attempt(Errand errand) {
    switch (admit(errand)) {
      case NO -> {}
      case LATER -> ways.later().accept(FULL_PAUSE, () -> attempt(errand));
      case UNREADABLE -> ended(errand, errand.unreadable());
      case YES ->
          made(errand)
              .whenComplete((outcome, fault) -> attempted(errand, fault == null ? outcome : FAULT));
    }
  }

  private CompletionStage<Outcome> made(Errand errand) {
    return switch (errand.call().orElseThrow()) {
      case Call.Http http -> ways.runner().attempt(http, errand.key(), errand.traceparent());
      case Call.Local local -> ways.works().apply(local);
    };
  }

  private enum Admission {
    YES,
    NO,
    LATER,
    UNREADABLE
  }

  private synchronized Admission admit(Errand errand) {
    if (closed || !isCurrent(errand) || errand.state() != State.WAITING) {
      return Admission.NO;
    }
    if (errand.call().isEmpty()) {
      return Admission.UNREADABLE;
    }
    if (resultBytes >= RESULTS_BYTES_MAX) {
      return Admission.LATER;
    }
    errand.begins(services.ticker().getAsLong());
    return Admission.YES;
  }

  private void attempted(Errand errand, Outcome outcome) {
    CallStep step = next(errand, outcome);
    switch (step) {
      case CallStep.Again(Duration pause, int _) ->
          ways.later().accept(pause, () -> attempt(errand));
      case CallStep.Done(CallResult result) -> ended(errand, result);
    }
  }

  private synchronized CallStep next(Errand errand, Outcome outcome) {
    CallStep step = errand.after(outcome, services.ticker().getAsLong());
    if (step instanceof CallStep.Again(Duration _, int attempts)) {
      errand.waits(attempts);
    }
    return step;
  }

  private void ended(Errand errand, CallResult result) {
    synchronized (this) {
      if (closed || !isCurrent(errand)) {
        return; // what was broken off by the end of the node is made again by another
      }
      errand.ends(result, CallCodec.of(errand.object(), services));
      resultBytes += errand.resultBytes();
    }
    deliver(errand);
  }

  private void deliver(Errand errand) {
    Envelope envelope;
    synchronized (this) {
      if (closed || !isCurrent(errand) || errand.state() == State.DELIVERING) {
        return;
      }
      long expires = services.ticker().getAsLong() + PATIENCE.toNanos();
      int delivery = errand.delivers(expires);
      envelope = errand.envelope(PATIENCE, expires, answer -> answered(errand, delivery, answer));
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
    Optional<Errand> next;
    synchronized (this) {
      LinkedHashMap<Long, Errand> errands = byObject.get(errand.object());
      if (errands == null || !errands.remove(errand.number(), errand)) {
        return;
      }
      letGo(errand);
      next = errands.values().stream().filter(other -> other.waitsFor(errand)).findFirst();
      if (errands.isEmpty()) {
        byObject.remove(errand.object());
      }
    }
    next.ifPresent(this::attempt);
  }

  private void letGo(Errand errand) {
    count--;
    bytes -= errand.bytes();
    resultBytes -= errand.resultBytes();
  }

  private boolean isCurrent(Errand errand) {
    LinkedHashMap<Long, Errand> errands = byObject.get(errand.object());
    return errands != null && errands.get(errand.number()) == errand;
  }

  /** A result may get lost on its way, or its answer, and nobody would ever say so. */
  private void watch() {
    if (!watching) {
      watching = true;
      ways.later().accept(PATIENCE, this::lookForLost);
    }
  }

  private void lookForLost() {
    List<Errand> lost = new ArrayList<>();
    synchronized (this) {
      watching = false;
      long now = services.ticker().getAsLong();
      for (LinkedHashMap<Long, Errand> errands : byObject.values()) {
        errands.values().stream().filter(errand -> errand.isLost(now)).forEach(lost::add);
      }
      lost.forEach(errand -> errand.failsToDeliver(errand.deliveries()));
      if (resultBytes > 0 && !closed) {
        watch();
      }
    }
    lost.forEach(this::deliver);
  }

  /** Calls of this node that have not ended. */
  synchronized int unfinished() {
    return count;
  }

  /** From now on nothing is begun, and nothing that ends is delivered. */
  synchronized void close() {
    closed = true;
  }
}

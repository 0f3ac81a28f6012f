package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import dev.holdfast.runtime.spi.WorkVitals;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Does the local work that calls ask for, each piece on a thread of its own, so that neither an
 * interrupt nor anything else it leaves behind meets the next. At its deadline who waits is told
 * and the work is interrupted; if it goes on all the same, its thread is given up and another takes
 * its place, {@value #REPLACED_MAX} times. Past that there is no local work on this node until one
 * of those threads ends, and the node calls itself unfit.
 *
 * <p>Thread rule: callable from any thread.
 */
final class LocalWorks implements AutoCloseable {
  /** Threads that are made up for. Each holds its stack, its input and perhaps a processor. */
  static final int REPLACED_MAX = 8;

  /** Who minds interrupts ends within this time after one. */
  static final Duration GRACE = Duration.ofSeconds(1);

  /** How soon who was turned away may come again: what waits is then a good part further. */
  private static final Duration BUSY_PAUSE = Duration.ofSeconds(2);

  private final Catalogue catalogue;
  private final int resultBytesMax;
  private final WorkErrors errors;
  private final Duration grace;
  private final ValueCodec values = new ValueCodec();
  private final WorkPlaces places;
  private final WorkCounts counts = new WorkCounts();
  private final Set<WorkAttempt> attempts = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timers;
  private volatile boolean closed;

  /**
   * Work of this catalogue.
   *
   * @param resultBytesMax what a stored value may have
   * @param grace from the interrupt until the thread is given up
   */
  LocalWorks(
      Catalogue catalogue,
      WorkLimits limits,
      int resultBytesMax,
      WorkErrors errors,
      Duration grace) {
    this.catalogue = catalogue;
    this.resultBytesMax = resultBytesMax;
    this.errors = errors;
    this.grace = grace;
    this.places = new WorkPlaces(limits, REPLACED_MAX);
    this.timers =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("work-timers").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    timers.setRemoveOnCancelPolicy(true);
  }

  /** Work of a node's catalogue within its bounds. */
  static LocalWorks of(NodeParts parts, HostServices services) {
    return new LocalWorks(
        parts.catalogue(),
        parts.work(),
        parts.limits().valueBytesMax(),
        new WorkErrors(services.clock(), services.errors()),
        GRACE);
  }

  /**
   * Waits for a thread, then does the work once, within the call's deadline.
   *
   * @return never fails; completes on a thread which must not be held up
   */
  CompletionStage<Outcome> attempt(Call.Local call) {
    Optional<LocalWork<?, ?>> work = catalogue.work(call.work());
    if (work.isEmpty() || !work.get().input().isInstance(call.input())) {
      return told(new Outcome.Refused(Why.UNKNOWN_WORK, "no such local work for this input"));
    }
    WorkAttempt attempt;
    try {
      attempt = new WorkAttempt(work.get(), values.encode(call.input()), call.deadline());
    } catch (RuntimeException | StackOverflowError e) {
      return told(failed(call.work(), e));
    }
    attempts.add(attempt);
    switch (places.enter(attempt)) {
      case RUNS -> start(attempt);
      case WAITS -> {
        if (closed) {
          places.sendAway();
          end(attempt, stopping());
        }
      }
      case FULL -> end(attempt, full());
    }
    return attempt.done.minimalCompletionStage();
  }

  /** Why the node is not fit any more; empty while it is. */
  Optional<String> unfitBecause() {
    return places.isExhausted()
        ? Optional.of(
            "more than %d pieces of local work never ended; restart the node"
                .formatted(REPLACED_MAX))
        : Optional.empty();
  }

  /** What runs, waits and has come of it so far. */
  WorkVitals vitals() {
    return new WorkVitals(
        places.running(),
        places.waiting(),
        places.waitingBytes(),
        places.stuck(),
        counts.done(),
        counts.failed());
  }

  /** Tells all that the node is stopping and interrupts what runs; it waits for nothing. */
  @Override
  public void close() {
    closed = true;
    timers.shutdownNow();
    // Those that wait first: each that ends would let one of them begin.
    places.sendAway();
    for (WorkAttempt attempt : attempts) {
      // What it did is nowhere but in its result, so it was no attempt.
      breakOff(attempt, stopping());
    }
  }

  private void start(WorkAttempt first) {
    for (Optional<WorkAttempt> next = Optional.of(first); next.isPresent(); ) {
      WorkAttempt attempt = next.get();
      if (begins(attempt)) {
        return;
      }
      next = places.leave(attempt);
      end(attempt, full());
    }
  }

  private boolean begins(WorkAttempt attempt) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("work-" + attempt.work.name())
            .unstarted(() -> run(attempt));
    attempt.runsOn(thread);
    try {
      thread.start();
      return true;
    } catch (OutOfMemoryError e) {
      errors.noThread(e);
      return false;
    }
  }

  private void run(WorkAttempt attempt) {
    Outcome outcome = new Outcome.Refused(Why.FAILED, "a fault of the node; its log says more");
    try {
      // From here: what a busy machine takes to start a thread is not the work's.
      attempt.runsUntil(timer(() -> late(attempt), attempt.deadline));
      outcome = closed || attempt.isOver() ? stopping() : outcome(attempt);
    } finally {
      // Who is told must not find an interrupt that was meant for the work.
      Thread.interrupted();
      try {
        left(attempt);
      } finally {
        end(attempt, outcome);
      }
    }
  }

  private Outcome outcome(WorkAttempt attempt) {
    try {
      Object given = result(attempt.work, attempt.input);
      int bytes = values.encode(given).length;
      return bytes <= resultBytesMax
          ? new Outcome.Worked(given)
          : new Outcome.Refused(
              Why.TOO_LARGE, "the work gave %d bytes, limit %d".formatted(bytes, resultBytesMax));
    } catch (Throwable e) {
      // Whatever it is, an Error too: it is this work's, and its thread ends here.
      return attempt.isOver() ? stopping() : failed(attempt.work.name(), e);
    }
  }

  private <I, O> O result(LocalWork<I, O> work, byte[] input) throws Exception {
    Object given = work.run(values.decode(input, work.input()));
    if (!work.output().isInstance(given)) {
      throw new IllegalStateException(
          "local work '%s' gave %s where %s is said. Correct it."
              .formatted(
                  work.name(),
                  given == null ? "null" : given.getClass().getName(),
                  work.output().getName()));
    }
    return work.output().cast(given);
  }

  /** The deadline has passed. */
  private void late(WorkAttempt attempt) {
    breakOff(attempt, new Outcome.Failed(Why.TIMED_OUT, "the work did not end in time"));
    Future<?> _ = timer(() -> giveUp(attempt), grace);
  }

  private void giveUp(WorkAttempt attempt) {
    if (!attempt.givesUp()) {
      return;
    }
    places.giveUp(attempt).ifPresent(this::start);
    if (places.isExhausted()) {
      places.sendAway().forEach(one -> end(one, full()));
    }
    errors.doesNotEnd(attempt);
  }

  private void left(WorkAttempt attempt) {
    attempt.callOffTimer();
    if (attempt.leaves()) {
      places.leave(attempt).ifPresent(this::start);
    } else {
      // Nobody was let in while too many were gone, so several may have room now.
      for (Optional<WorkAttempt> next = places.cameBack(); next.isPresent(); next = places.next()) {
        start(next.get());
      }
    }
  }

  private void end(WorkAttempt attempt, Outcome outcome) {
    if (attempt.ends()) {
      tell(attempt, outcome);
    }
  }

  /** From outside, whatever it does. */
  private void breakOff(WorkAttempt attempt, Outcome outcome) {
    if (attempt.ends()) {
      attempt.interrupt();
      tell(attempt, outcome);
    }
  }

  private void tell(WorkAttempt attempt, Outcome outcome) {
    attempts.remove(attempt);
    counts.count(outcome);
    attempt.done.complete(outcome);
  }

  private CompletionStage<Outcome> told(Outcome outcome) {
    counts.count(outcome);
    return CompletableFuture.completedStage(outcome);
  }

  /** Not on the timers' own thread: who is told there would hold up all other deadlines. */
  private Future<?> timer(Runnable what, Duration in) {
    return timers.schedule(
        () -> Thread.startVirtualThread(what), in.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Outcome failed(String work, Throwable error) {
    String id = errors.threw(work, error);
    return new Outcome.Refused(
        Why.WORK_FAILED, "the work failed; error %s in the node's log".formatted(id));
  }

  private Outcome full() {
    return new Outcome.Busy(
        places.isExhausted()
            ? "work that never ended took the threads of this node"
            : "too many calls wait for local work on this node",
        BUSY_PAUSE);
  }

  private static Outcome stopping() {
    return new Outcome.Busy("the node is stopping", BUSY_PAUSE);
  }
}

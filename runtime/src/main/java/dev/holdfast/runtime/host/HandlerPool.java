package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Runs handlers on the {@link ObjectThreads}, outside their actors: a handler that never ends holds
 * up neither its object nor others. One that runs past its deadline is reported with its stack,
 * interrupted and abandoned, and its thread is replaced, {@value #REPLACED_MAX} times at most; past
 * that the node calls itself unfit.
 */
final class HandlerPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerPool.class);

  /** A node that lost this many threads to handlers that never end needs a person. */
  static final int REPLACED_MAX = 8;

  /** How late an overrun is noticed at most; far below any sensible deadline. */
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(20);

  private final AtomicInteger stuck = new AtomicInteger();
  private final ObjectThreads threads;
  private final Thread watchdog;
  private final HostServices services;

  HandlerPool(ObjectThreads threads, HostServices services) {
    this.threads = threads;
    this.services = services;
    this.watchdog = Thread.ofPlatform().name("handler-watchdog").daemon().start(this::watch);
  }

  /** What is to be decided, and who is told. */
  interface Work {
    /** Decides; called on a handler thread. */
    Decided decide(TurnWatch watch);

    /** The decision stands; called on a handler thread. */
    void decided(Decided decided);

    /** Nothing was decided; called on any thread. */
    void abandoned(@Nullable Envelope culprit, Answer answer);
  }

  void execute(Work work) {
    threads.execute(new Task(work));
  }

  /** Why the node is not fit any more: so many handlers never ended. */
  Optional<String> unfitBecause() {
    return stuck.get() > REPLACED_MAX
        ? Optional.of("more than %d handlers never ended; restart the node".formatted(REPLACED_MAX))
        : Optional.empty();
  }

  private void watch() {
    while (!threads.isShutdown()) {
      long now = services.ticker().getAsLong();
      for (ObjectThreads.Worker worker : threads.workers()) {
        ObjectThreads.Handling handling = worker.handling();
        if (handling != null) {
          watch(handling, worker, now);
        }
      }
      LockSupport.parkNanos(WATCH_INTERVAL.toNanos());
    }
  }

  private static void watch(
      ObjectThreads.Handling handling, ObjectThreads.Worker worker, long now) {
    try {
      handling.check(worker, now);
    } catch (RuntimeException e) {
      LOG.error("an overrunning handler could not be reported; the others are watched on", e);
    }
  }

  /** In step with the pool: two changes at once must not leave the older of their sums behind. */
  private synchronized void replace(int change) {
    threads.setStuck(Math.min(stuck.addAndGet(change), REPLACED_MAX));
  }

  @Override
  public void close() {
    threads.close();
    LockSupport.unpark(watchdog);
  }

  private final class Task implements Runnable, ObjectThreads.Handling, TurnWatch {
    private final Work work;
    private final AtomicInteger fate = new AtomicInteger(RUNNING);
    private @Nullable Envelope current;
    private volatile long overdueAt;
    private volatile boolean timed;
    private boolean gone;

    private static final int RUNNING = 0;
    private static final int DECIDED = 1;
    private static final int ABANDONED = 2;

    Task(Work work) {
      this.work = work;
    }

    @Override
    public void run() {
      ObjectThreads.Worker worker = (ObjectThreads.Worker) Thread.currentThread();
      try {
        Decided decided = decide(worker);
        if (fate.compareAndSet(RUNNING, DECIDED)) {
          work.decided(decided);
        }
      } catch (Throwable e) {
        failed(e);
      } finally {
        if (isAbandoned()) {
          left();
          replace(-1);
        }
      }
    }

    private Decided decide(ObjectThreads.Worker worker) {
      worker.handle(this);
      try {
        return work.decide(this);
      } finally {
        worker.handle(null);
      }
    }

    /** An interrupt is meant for the handler that has ended, never for the next one. */
    private synchronized void left() {
      gone = true;
      Thread.interrupted();
    }

    private synchronized void interruptIn(ObjectThreads.Worker worker) {
      if (!gone) {
        worker.interrupt();
      }
    }

    private void failed(Throwable e) {
      if (fate.compareAndSet(RUNNING, DECIDED)) {
        String errorId = Ids.fresh(services.clock().instant());
        about(current)
            .addKeyValue("error", errorId)
            .setCause(e)
            .log("deciding failed; the object is read back");
        work.abandoned(current, new Answer.Failed(errorId));
      }
      if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
        throw fatal;
      }
    }

    @Override
    public void started(Envelope envelope, Duration deadline) {
      current = envelope;
      overdueAt = services.ticker().getAsLong() + deadline.toNanos();
      timed = true;
    }

    @Override
    public void ended() {
      timed = false;
    }

    @Override
    public boolean isAbandoned() {
      return fate.get() == ABANDONED;
    }

    @Override
    public void check(ObjectThreads.Worker worker, long now) {
      if (!timed || now - overdueAt < 0 || !fate.compareAndSet(RUNNING, ABANDONED)) {
        return;
      }
      replace(+1);
      String errorId = Ids.fresh(services.clock().instant());
      report(worker, errorId);
      work.abandoned(current, new Answer.Overran(errorId));
      interruptIn(worker);
    }

    private static LoggingEventBuilder about(@Nullable Envelope envelope) {
      return LOG.atError()
          .addKeyValue("object", envelope == null ? "" : envelope.entity())
          .addKeyValue("correlation", envelope == null ? "" : envelope.delivery().correlation());
    }

    private void report(ObjectThreads.Worker worker, String errorId) {
      StringBuilder stack = new StringBuilder();
      for (StackTraceElement frame : worker.getStackTrace()) {
        stack.append("\n    at ").append(frame);
      }
      about(current)
          .addKeyValue("error", errorId)
          .log("a handler ran past its deadline and was abandoned; it was at{}", stack);
    }
  }
}

package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run handlers, apart from those of the actors: a handler that never ends holds up
 * neither its object nor others. One that runs past its deadline is reported with its stack,
 * interrupted and abandoned, and its thread is replaced, {@value #REPLACED_MAX} times at most; past
 * that the node calls itself unfit.
 */
final class HandlerPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerPool.class);

  /** A node that lost this many threads to handlers that never end needs a person. */
  static final int REPLACED_MAX = 8;

  /** How late an overrun is noticed at most; far below any sensible deadline. */
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(20);

  private final List<HandlerThread> threads = new CopyOnWriteArrayList<>();
  private final AtomicInteger stuck = new AtomicInteger();
  private final int parallelism;
  private final ForkJoinPool pool;
  private final Thread watchdog;
  private final HostServices services;

  HandlerPool(int parallelism, HostServices services) {
    this.parallelism = parallelism;
    this.services = services;
    // Async mode: first in, first out, as events of different objects should be served.
    this.pool = new ForkJoinPool(parallelism, HandlerThread::new, null, true);
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
    pool.execute(new Task(work));
  }

  /** Whether so many handlers never ended that the node is not fit any more. */
  boolean isExhausted() {
    return stuck.get() > REPLACED_MAX;
  }

  private void watch() {
    while (!pool.isShutdown()) {
      long now = services.ticker().getAsLong();
      for (HandlerThread thread : threads) {
        Task task = thread.task;
        if (task != null) {
          watch(task, thread, now);
        }
      }
      LockSupport.parkNanos(WATCH_INTERVAL.toNanos());
    }
  }

  private static void watch(Task task, HandlerThread thread, long now) {
    try {
      task.abandonIfOverdue(thread, now);
    } catch (RuntimeException e) {
      LOG.error("an overrunning handler could not be reported; the others are watched on", e);
    }
  }

  /** In step with the pool: two changes at once must not leave the older of their sums behind. */
  private synchronized void replace(int change) {
    int now = stuck.addAndGet(change);
    pool.setParallelism(parallelism + Math.min(now, REPLACED_MAX));
    if (change > 0 && !pool.isShutdown()) {
      // The pool looks for a thread to start only when it is given something to do.
      pool.execute(() -> {});
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    LockSupport.unpark(watchdog);
  }

  private final class HandlerThread extends ForkJoinWorkerThread {
    private volatile @Nullable Task task;

    HandlerThread(ForkJoinPool pool) {
      super(pool);
      setName("handler-" + getPoolIndex());
      threads.add(this);
    }

    @Override
    protected void onTermination(@Nullable Throwable cause) {
      threads.remove(this);
      super.onTermination(cause);
    }
  }

  private final class Task implements Runnable, TurnWatch {
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
      HandlerThread thread = (HandlerThread) Thread.currentThread();
      Task outer = thread.task; // a handler that joins pool work may be lent to another event
      thread.task = this;
      try {
        Decided decided = work.decide(this);
        if (fate.compareAndSet(RUNNING, DECIDED)) {
          work.decided(decided);
        }
      } catch (Throwable e) {
        failed(e);
      } finally {
        thread.task = outer;
        if (isAbandoned()) {
          left();
          replace(-1);
        }
      }
    }

    /** An interrupt is meant for the handler that has ended, never for the next one. */
    private synchronized void left() {
      gone = true;
      Thread.interrupted();
    }

    private synchronized void interruptIn(HandlerThread thread) {
      if (!gone) {
        thread.interrupt();
      }
    }

    private void failed(Throwable e) {
      if (fate.compareAndSet(RUNNING, DECIDED)) {
        String errorId = Ids.fresh(services.clock().instant());
        LOG.error("deciding failed, error {}; the object is read back", errorId, e);
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

    void abandonIfOverdue(HandlerThread thread, long now) {
      if (!timed || now - overdueAt < 0 || !fate.compareAndSet(RUNNING, ABANDONED)) {
        return;
      }
      replace(+1);
      String errorId = Ids.fresh(services.clock().instant());
      report(thread, errorId);
      work.abandoned(current, new Answer.Overran(errorId));
      interruptIn(thread);
    }

    private void report(HandlerThread thread, String errorId) {
      StringBuilder stack = new StringBuilder();
      for (StackTraceElement frame : thread.getStackTrace()) {
        stack.append("\n    at ").append(frame);
      }
      Envelope culprit = current;
      LOG.atError()
          .addKeyValue("object", culprit == null ? "" : culprit.entity())
          .addKeyValue("error", errorId)
          .log("a handler ran past its deadline and was abandoned; it was at{}", stack);
    }
  }
}

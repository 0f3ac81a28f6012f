package dev.holdfast.runtime.host;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.setup.Setup;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which objects live: their actors run here, and their handlers. Given to the actor
 * system with its set-up, and to its {@link NodeHost}, which ends them.
 *
 * <p>What an actor asks for while it runs is done by the very thread it ran on, once it has let go
 * of it: no other thread is woken, and no time is lost before it does. So an event goes from its
 * object's actor to its handler and back without a hop; yet the actor is free while its handler
 * runs, and a handler that never ends keeps this one thread only.
 *
 * <p>Thread rule: callable from any thread.
 */
public final class ObjectThreads extends Setup implements AutoCloseable {
  /** Then it is the turn of what others asked for, or two busy objects would keep two threads. */
  private static final int IN_A_ROW_MAX = 16;

  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final AtomicInteger started = new AtomicInteger();
  private final int count;
  private final ThreadPoolExecutor pool;
  private volatile Thread.@Nullable UncaughtExceptionHandler uncaught;

  /**
   * Threads that start when they are needed.
   *
   * @param count at least 1
   */
  public ObjectThreads(int count) {
    this.count = count;
    // One queue, first in, first out: a ForkJoinPool prefers what its own threads asked for, and a
    // few busy objects keep all others waiting. The queue holds at most an object's actor and its
    // batch, so it is bounded by the objects awake.
    this.pool =
        new ThreadPoolExecutor(
            count,
            count + HandlerPool.REPLACED_MAX,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Worker::new);
  }

  /** Runs it soon; next on this thread, if this is one of these and no handler is on it. */
  void execute(Runnable work) {
    if (!(Thread.currentThread() instanceof Worker worker) || !worker.takesNext(this, work)) {
      pool.execute(() -> ((Worker) Thread.currentThread()).runAll(work));
    }
  }

  /** How many threads that are stuck are to be made up for, {@link HandlerPool#REPLACED_MAX}. */
  void setStuck(int stuck) {
    pool.setCorePoolSize(count + stuck);
  }

  /** Who is told of what was thrown past everything. */
  void setUncaughtHandler(Thread.UncaughtExceptionHandler handler) {
    uncaught = handler;
  }

  List<Worker> workers() {
    return workers;
  }

  boolean isShutdown() {
    return pool.isShutdown();
  }

  /** Interrupts what runs; nothing runs from now on. */
  @Override
  public void close() {
    List<Runnable> _ = pool.shutdownNow();
  }

  /** What a thread is busy with, for those who watch over it. */
  interface Handling {
    /** Looks whether it takes too long; called by another thread. */
    void check(Worker worker, long nowNanos);
  }

  /** One of these threads. */
  final class Worker extends Thread {
    private volatile @Nullable Handling handling;
    private @Nullable Runnable next;
    private int inARow = IN_A_ROW_MAX;

    Worker(Runnable work) {
      super(work, "object-" + started.incrementAndGet());
      setDaemon(true);
    }

    @Override
    public void run() {
      Thread.UncaughtExceptionHandler handler = uncaught;
      if (handler != null) {
        setUncaughtExceptionHandler(handler);
      }
      workers.add(this);
      try {
        super.run();
      } finally {
        workers.remove(this);
      }
    }

    @Nullable Handling handling() {
      return handling;
    }

    /** Marks the thread as busy with it, or with nothing. */
    void handle(@Nullable Handling now) {
      handling = now;
    }

    private boolean takesNext(ObjectThreads asked, Runnable work) {
      // Nothing may wait behind a handler: it may never end.
      if (asked != ObjectThreads.this
          || handling != null
          || next != null
          || inARow >= IN_A_ROW_MAX) {
        return false;
      }
      next = work;
      return true;
    }

    private void runAll(Runnable first) {
      inARow = 1;
      try {
        for (Runnable work = first; work != null; work = takeNext()) {
          work.run();
        }
      } finally {
        inARow = IN_A_ROW_MAX;
        Runnable left = takeNext();
        if (left != null) {
          execute(left);
        }
      }
    }

    private @Nullable Runnable takeNext() {
      Runnable work = next;
      next = null;
      inARow++;
      return work;
    }
  }
}

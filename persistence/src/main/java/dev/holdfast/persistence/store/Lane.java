package dev.holdfast.persistence.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue and the threads that empty it, each time taking all that waits up to the size of
 * a batch. No delay is ever added: a batch is what came while the one before was under way.
 *
 * <p>Thread rule: any thread.
 */
final class Lane<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** What may wait and what is taken at once. */
  record Bounds(int waitingCount, long waitingBytes, int batchCount, long batchBytes) {
    static Bounds ofCount(int waiting, int batch) {
      return new Bounds(waiting, Long.MAX_VALUE, batch, Long.MAX_VALUE);
    }
  }

  private record Waiting<T>(T item, long bytes) {}

  private final Bounds bounds;
  private final Duration closeWait;
  private final Consumer<List<T>> work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Waiting<T>> queue = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private long queuedBytes;
  private boolean closed;

  Lane(String name, int threadCount, Bounds bounds, Duration closeWait, Consumer<List<T>> work) {
    this.bounds = bounds;
    this.closeWait = closeWait;
    this.work = work;
    for (int i = 1; i <= threadCount; i++) {
      threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).unstarted(this::drain));
    }
  }

  Lane<T> start() {
    threads.forEach(Thread::start);
    return this;
  }

  /** False when the item was not taken: the queue is full or closed. */
  boolean offer(T item, long bytes) {
    lock.lock();
    try {
      boolean fits = queue.isEmpty() || queuedBytes + bytes <= bounds.waitingBytes();
      if (closed || !fits || queue.size() >= bounds.waitingCount()) {
        return false;
      }
      queue.add(new Waiting<>(item, bytes));
      queuedBytes += bytes;
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait now. */
  int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    for (List<T> batch = take(); !batch.isEmpty(); batch = take()) {
      try {
        work.accept(batch);
      } catch (RuntimeException | Error e) {
        // The work answers its own failures; the thread must outlive even what it did not foresee.
        LOG.error("a batch failed in {}", Thread.currentThread().getName(), e);
      }
    }
  }

  /** The next batch; empty when closed and nothing waits any more. */
  private List<T> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      List<T> batch = new ArrayList<>(Math.min(queue.size(), bounds.batchCount()));
      long bytes = 0;
      while (batch.size() < bounds.batchCount() && fits(bytes, batch.isEmpty())) {
        Waiting<T> next = queue.remove();
        batch.add(next.item());
        bytes += next.bytes();
      }
      queuedBytes -= bytes;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(long bytes, boolean first) {
    Waiting<T> next = queue.peek();
    return next != null && (first || bytes + next.bytes() <= bounds.batchBytes());
  }

  /** Takes nothing more and waits for what is queued, at most the time given to the constructor. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    long deadline = System.nanoTime() + closeWait.toNanos();
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.holdfast.node.chaos.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;

/** Asks one node, and no other, for many objects, and notes when it last answered for any. */
public final class SilenceProbe implements AutoCloseable {
  private static final int OBJECTS = 12;
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration REQUEST_MAX = Duration.ofSeconds(1);

  private final Edges edges;
  private final URI node;
  private final long started = System.nanoTime();
  private final LongAccumulator last = new LongAccumulator(Math::max, 0);
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /** Begins to ask. */
  public SilenceProbe(Edges edges, URI node) {
    this.edges = edges;
    this.node = node;
    for (int i = 0; i < OBJECTS; i++) {
      String path = "/objects/tally/probe" + i;
      threads.add(Thread.ofVirtual().start(() -> ask(path)));
    }
  }

  private void ask(String path) {
    while (!closed) {
      if (edges.get(node, path, REQUEST_MAX).isOk()) {
        last.accumulate(System.nanoTime() - started);
      }
      LockSupport.parkNanos(EVERY.toNanos());
    }
  }

  /** How long after the beginning it gave its last answer. */
  public long lastAnswerMillis() {
    return last.get() / 1_000_000;
  }

  @Override
  public void close() {
    closed = true;
  }
}

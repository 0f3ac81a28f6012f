package dev.holdfast.node.chaos.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks each of many objects every 100 ms, through nodes that are ready and not to be broken, and
 * notes how long none answered. One question an object is on its way at a time.
 */
public final class Probes implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration REQUEST_MAX = Duration.ofSeconds(2);

  /** Shorter ones are what a busy machine does anyway. */
  private static final Duration GAP_MIN = Duration.ofMillis(500);

  /** Of one object; the oldest goes first. */
  private static final int GAPS_MAX = 1_000;

  /** From the last answer before it to the first one after it. */
  private record Gap(long from, long to) {}

  private final Edges edges;
  private final List<Probe> probes = new ArrayList<>();
  private volatile int avoided = -1;
  private volatile boolean closed;

  /** Starts to ask so many objects. */
  public Probes(Edges edges, int objects) {
    this.edges = edges;
    for (int i = 0; i < objects; i++) {
      Probe probe = new Probe("/objects/tally/probe" + i);
      probes.add(probe);
      Thread.ofVirtual().start(probe::run);
    }
  }

  /** Asks through other nodes than this one from now on; -1 for any. */
  public void avoid(int node) {
    avoided = node;
  }

  /** Whether every object has answered within the last second. */
  public boolean allAnswer() {
    return allAnswered(System.nanoTime() - Duration.ofSeconds(1).toNanos());
  }

  /** Whether every object has answered what it was asked after this time. */
  public boolean allAnswered(long nanos) {
    return probes.stream().allMatch(probe -> probe.answered(nanos));
  }

  /**
   * How long after this time the last object was without an answer for the last time; 0 when none
   * ever was.
   *
   * @param nanos by {@link System#nanoTime}
   */
  public long millisUntilAllAnswered(long nanos) {
    long last = probes.stream().mapToLong(probe -> probe.lastGapEnd(nanos)).max().orElse(nanos);
    return Math.max(0, last - nanos) / 1_000_000;
  }

  /** The longest time without an answer that ended after this time. */
  public long longestStallMillis(long nanos) {
    return probes.stream().mapToLong(probe -> probe.longestGap(nanos)).max().orElse(0) / 1_000_000;
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Probe {
    private final String path;
    private final List<Gap> gaps = new ArrayList<>();
    private long answered = System.nanoTime();
    private long asked = answered;
    private boolean ever;

    Probe(String path) {
      this.path = path;
    }

    void run() {
      while (!closed) {
        long begun = System.nanoTime();
        long due = begun + EVERY.toNanos();
        Optional<URI> node = edges.any(avoided);
        if (node.map(url -> edges.get(url, path, REQUEST_MAX).isOk()).orElse(false)) {
          note(begun, System.nanoTime());
        }
        LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
      }
    }

    private synchronized void note(long begun, long now) {
      if (ever && now - answered > GAP_MIN.toNanos()) {
        if (gaps.size() == GAPS_MAX) {
          gaps.removeFirst();
        }
        gaps.add(new Gap(answered, now));
      }
      ever = true;
      answered = now;
      asked = begun;
    }

    synchronized boolean answered(long since) {
      return ever && asked - since > 0;
    }

    synchronized long lastGapEnd(long after) {
      return gaps.isEmpty() || gaps.getLast().to() - after < 0 ? after : gaps.getLast().to();
    }

    synchronized long longestGap(long after) {
      return gaps.stream()
          .filter(gap -> gap.to() - after > 0)
          .mapToLong(gap -> gap.to() - gap.from())
          .max()
          .orElse(0);
    }
  }
}

package dev.holdfast.node.chaos.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that clients do with a cluster while it is broken, and what they find in the end. */
public final class Workload {
  private static final Logger LOG = LoggerFactory.getLogger(Workload.class);

  /** One of their requests is four messages. */
  private static final int COURIERS_SLOWER = 4;

  private static final int RINGERS_SLOWER = 2;

  private final List<Load> loads;

  /**
   * Counters, couriers, ringers and rooms.
   *
   * @param pauseMax the longest pause of a client of counters between two requests; others take
   *     longer ones
   * @param skewMax by how much clocks of nodes differ
   */
  public Workload(Edges edges, SplittableRandom random, Duration pauseMax, Duration skewMax) {
    this.loads =
        List.of(
            new TallyLoad(edges, random.split(), pauseMax),
            new CourierLoad(edges, random.split(), pauseMax.multipliedBy(COURIERS_SLOWER)),
            new RingerLoad(edges, random.split(), pauseMax.multipliedBy(RINGERS_SLOWER), skewMax),
            new RoomLoad(edges, random.split(), pauseMax));
  }

  /** Starts all clients. */
  public void start() {
    loads.forEach(Load::start);
  }

  /** Ends all clients; then reads what is left, and checks it. One sentence a fault. */
  public List<String> finish(Duration patience) throws InterruptedException {
    for (Load load : loads) {
      load.stop();
    }
    List<String> faults = new ArrayList<>();
    for (Load load : loads) {
      try {
        long before = System.nanoTime();
        faults.addAll(load.faults(patience));
        LOG.info("{} ms to check {}", (System.nanoTime() - before) / 1_000_000, load.counts());
      } catch (IllegalStateException unreadable) {
        faults.add(String.valueOf(unreadable.getMessage()));
      }
    }
    return faults;
  }

  /** How much was done, in words; after {@link #finish}. */
  public String counts() {
    return loads.stream().map(Load::counts).collect(Collectors.joining(", "));
  }
}

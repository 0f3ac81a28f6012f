package dev.holdfast.node;

import dev.holdfast.persistence.ClockOffset;
import dev.holdfast.persistence.Database;
import dev.holdfast.runtime.spi.NodeVitals.ClockSeen;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the node's clock agrees with the database's. Two nodes whose clocks agree with the
 * database agree with each other, so an object's time does not leap when it moves.
 *
 * <p>Thread rule: any thread; a thread of its own asks the database, so no other waits for it.
 */
final class ClockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

  /** Clocks drift by seconds a day at worst: far less than the bound in this time. */
  static final Duration CHECK_EVERY = Duration.ofSeconds(15);

  private final Database database;
  private final InstantSource clock;
  private final Duration offsetMax;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("holdfast-health").factory());
  private volatile Optional<ClockOffset> offset = Optional.empty();
  private volatile Optional<String> unreachable = Optional.empty();

  /** Checks once before it returns, and then as often as {@code every} says. */
  ClockWatch(Database database, InstantSource clock, Duration offsetMax, Duration every) {
    this.database = database;
    this.clock = clock;
    this.offsetMax = offsetMax;
    measure();
    var _ =
        thread.scheduleWithFixedDelay(
            this::measure, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void measure() {
    try {
      ClockOffset measured = database.measure(clock);
      offset = Optional.of(measured);
      unreachable = Optional.empty();
      if (isBeyond(measured)) {
        LOG.warn(
            "this node's clock is {} ms from the database's, allowed are {} ms; not ready",
            measured.offset().toMillis(),
            offsetMax.toMillis());
      }
    } catch (SQLException | RuntimeException e) {
      LOG.warn("the database's clock could not be read: {}", e.getMessage());
      unreachable = Optional.of("the database does not answer");
    }
  }

  private boolean isBeyond(ClockOffset measured) {
    // What the measurement itself does not know is not held against the node.
    return measured.offset().abs().minus(measured.uncertainty()).compareTo(offsetMax) > 0;
  }

  /** How far the clock is off; empty when it is within the bound, or was never measured. */
  Optional<String> beyond() {
    return offset
        .filter(this::isBeyond)
        .map(o ->
            "its clock is %d ms from the database's; set both by the same time server"
                .formatted(o.offset().toMillis()));
  }

  /** Why the node is not ready, in words that anybody may read. */
  List<String> unfitBecause() {
    List<String> reasons = new ArrayList<>();
    beyond().ifPresent(reasons::add);
    unreachable.ifPresent(reasons::add);
    return reasons;
  }

  Optional<ClockSeen> seen() {
    return offset.map(seen -> new ClockSeen(seen.offset(), seen.uncertainty(), offsetMax));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package dev.holdfast.node;

import dev.holdfast.persistence.ClockOffset;
import dev.holdfast.persistence.Database;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.CallVitals;
import dev.holdfast.runtime.spi.LeaseVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.TellVitals;
import dev.holdfast.runtime.spi.WorkVitals;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the node is fit to take traffic: what its host says, whether the database is still its
 * own, and whether its clock agrees with the database's. Two nodes whose clocks agree with the
 * database agree with each other, so an object's time does not leap when it moves.
 *
 * <p>Thread rule: any thread; a thread of its own asks the database, so no other waits for it.
 */
final class NodeHealth implements NodeVitals, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

  /**
   * Clocks drift by seconds a day at worst: far less than the bound in this time. And as long as a
   * lost claim can go unnoticed, while the journal fences.
   */
  static final Duration CHECK_EVERY = Duration.ofSeconds(15);

  private final NodeVitals host;
  private final Database database;
  private final DatabaseClaim claim;
  private final InstantSource clock;
  private final Duration offsetMax;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("holdfast-health").factory());
  private volatile Optional<ClockOffset> offset = Optional.empty();
  private volatile Optional<String> unreachable = Optional.empty();
  private volatile Optional<String> unclaimed = Optional.empty();

  /** Checks once before it returns, and then as often as {@code every} says. */
  NodeHealth(
      NodeVitals host,
      Database database,
      DatabaseClaim claim,
      InstantSource clock,
      Duration offsetMax,
      Duration every) {
    this.host = host;
    this.database = database;
    this.claim = claim;
    this.clock = clock;
    this.offsetMax = offsetMax;
    check();
    var _ =
        thread.scheduleWithFixedDelay(
            this::check, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void check() {
    // First: a clock that cannot be read takes its time.
    unclaimed = claim.renew();
    measure();
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

  @Override
  public List<String> unfitBecause() {
    List<String> reasons = new ArrayList<>(host.unfitBecause());
    offset
        .filter(this::isBeyond)
        .ifPresent(o ->
            reasons.add(
                "its clock is %d ms from the database's; set both by the same time server"
                    .formatted(o.offset().toMillis())));
    unreachable.ifPresent(reasons::add);
    unclaimed.ifPresent(reasons::add);
    return reasons;
  }

  @Override
  public Map<String, Long> awakeByType() {
    return host.awakeByType();
  }

  @Override
  public long awakeBytes() {
    return host.awakeBytes();
  }

  @Override
  public Map<String, Long> awakeBytesByType() {
    return host.awakeBytesByType();
  }

  @Override
  public Counters counters() {
    return host.counters();
  }

  @Override
  public AlarmVitals alarms() {
    return host.alarms();
  }

  @Override
  public CallVitals calls() {
    return host.calls();
  }

  @Override
  public WorkVitals work() {
    return host.work();
  }

  @Override
  public LeaseVitals lease() {
    return host.lease();
  }

  @Override
  public TellVitals tells() {
    return host.tells();
  }

  @Override
  public Optional<ClockSeen> clock() {
    return offset.map(seen -> new ClockSeen(seen.offset(), seen.uncertainty(), offsetMax));
  }

  @Override
  public List<TurnSeen> recentTurns() {
    return host.recentTurns();
  }

  @Override
  public AutoCloseable onTurn(Consumer<TurnSeen> listener) {
    return host.onTurn(listener);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

package dev.holdfast.node;

import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.CallVitals;
import dev.holdfast.runtime.spi.LeaseVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.TellVitals;
import dev.holdfast.runtime.spi.WorkVitals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Whether the node is fit to take traffic: what its host says, whether the cluster counts it in,
 * and whether its clock is right.
 *
 * <p>Thread rule: any thread.
 */
final class NodeHealth implements NodeVitals {
  private final NodeVitals host;
  private final ClockWatch clock;
  private final Supplier<Optional<String>> cluster;

  /** {@code cluster} tells why the node has no say in its cluster; empty when it has. */
  NodeHealth(NodeVitals host, ClockWatch clock, Supplier<Optional<String>> cluster) {
    this.host = host;
    this.clock = clock;
    this.cluster = cluster;
  }

  @Override
  public List<String> unfitBecause() {
    List<String> reasons = new ArrayList<>(host.unfitBecause());
    reasons.addAll(clock.unfitBecause());
    cluster.get().ifPresent(reasons::add);
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
    return clock.seen();
  }

  @Override
  public List<TurnSeen> recentTurns() {
    return host.recentTurns();
  }

  @Override
  public AutoCloseable onTurn(Consumer<TurnSeen> listener) {
    return host.onTurn(listener);
  }
}

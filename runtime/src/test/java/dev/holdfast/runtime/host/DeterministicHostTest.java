package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals.Counters;
import dev.holdfast.runtime.spi.ObjectGateway;
import java.time.Duration;
import java.util.Map;

/** The host for tests keeps the contract, on one thread over a store in memory. */
class DeterministicHostTest extends HostContract {
  @Override
  protected ContractWorld open() {
    return new ContractWorld(
        new MemoryStore(),
        ContractWorld.LIMITS,
        (catalogue, limits, world) ->
            new Deterministic(
                new DeterministicHost(
                    catalogue,
                    limits,
                    world.clock,
                    world.store,
                    world.hub,
                    world.calls,
                    Map.of())));
  }

  private record Deterministic(DeterministicHost host) implements HostUnderTest {
    @Override
    public ObjectGateway gateway() {
      return host;
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
    public void advance(Duration time) {
      host.advance(time);
    }

    @Override
    public void sweep() {
      host.advance(Duration.ZERO);
    }

    @Override
    public void awaitAllAsleep() {
      sweep();
    }

    @Override
    public boolean isAwake(ObjectId only) {
      return host.isAwake(only);
    }

    @Override
    public void close() {}
  }
}

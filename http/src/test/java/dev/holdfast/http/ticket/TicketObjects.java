package dev.holdfast.http.ticket;

import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.host.DeterministicHost;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.ObjectGateway;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.testing.TestCalls;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The objects that keep tickets, as a node has them, on a clock that moves when told to. */
public final class TicketObjects implements ObjectGateway {
  private final DeterministicHost host;

  /** Objects without sockets. */
  public TicketObjects(SocketHub hub) {
    this.host =
        new DeterministicHost(
            TicketBox.catalogue(),
            Limits.DEFAULTS,
            new HandClock(),
            new MemoryStore(),
            hub,
            new TestCalls(),
            Map.of());
  }

  @Override
  public synchronized CompletionStage<Answer> deliver(Delivery delivery) {
    return host.deliver(delivery);
  }

  /** Moves time on. */
  public synchronized void advance(Duration time) {
    host.advance(time);
  }
}

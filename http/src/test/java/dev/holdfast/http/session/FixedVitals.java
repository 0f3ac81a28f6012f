package dev.holdfast.http.session;

import dev.holdfast.http.socket.SocketVitals;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.TellVitals;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A node with four objects of type {@code session} awake, of 512 bytes each. */
final class FixedVitals implements NodeVitals {
  /** Three sockets and seven messages of contexts, and others of rooms. */
  static final List<SocketVitals> SOCKETS =
      List.of(
          new SocketVitals("room", 90, 80, 70, 0, 0, 0, 0, Map.of()),
          new SocketVitals("session", 3, 7, 20, 0, 0, 0, 0, Map.of()));

  @Override
  public Map<String, Long> awakeByType() {
    return Map.of("session", 4L, "session-owner", 9L);
  }

  @Override
  public long awakeBytes() {
    return 4_096;
  }

  @Override
  public Map<String, Long> awakeBytesByType() {
    return Map.of("session", 2_048L, "session-owner", 2_048L);
  }

  @Override
  public Counters counters() {
    return new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public AlarmVitals alarms() {
    throw new UnsupportedOperationException("nobody asks for alarms here");
  }

  @Override
  public TellVitals tells() {
    throw new UnsupportedOperationException("nobody asks for messages here");
  }

  @Override
  public List<TurnSeen> recentTurns() {
    return List.of();
  }

  @Override
  public AutoCloseable onTurn(Consumer<TurnSeen> listener) {
    return () -> {};
  }

  @Override
  public List<String> unfitBecause() {
    return List.of();
  }
}

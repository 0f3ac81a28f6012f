package dev.holdfast.http.session;

import dev.holdfast.http.socket.SocketCounts;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.TellVitals;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A node with four objects of type {@code session} awake, of 512 bytes each. */
final class FixedVitals implements NodeVitals {
  /** Three sockets and seven messages, of contexts alone. */
  static final SocketCounts SOCKETS =
      new SocketCounts() {
        @Override
        public long sockets(String type) {
          return type.equals("session") ? 3 : 0;
        }

        @Override
        public long framesIn(String type) {
          return type.equals("session") ? 7 : 0;
        }
      };

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

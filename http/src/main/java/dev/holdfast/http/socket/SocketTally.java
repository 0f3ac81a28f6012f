package dev.holdfast.http.socket;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts sockets by type. Only types that were offered a socket are in it. Thread-safe. */
final class SocketTally implements SocketCounts {
  private record Counts(LongAdder sockets, LongAdder framesIn) {}

  private final ConcurrentHashMap<String, Counts> byType = new ConcurrentHashMap<>();

  void opened(String type) {
    of(type).sockets().increment();
  }

  void left(String type) {
    of(type).sockets().decrement();
  }

  void received(String type) {
    of(type).framesIn().increment();
  }

  @Override
  public long sockets(String type) {
    Counts counts = byType.get(type);
    return counts == null ? 0 : counts.sockets().sum();
  }

  @Override
  public long framesIn(String type) {
    Counts counts = byType.get(type);
    return counts == null ? 0 : counts.framesIn().sum();
  }

  private Counts of(String type) {
    return byType.computeIfAbsent(type, _ -> new Counts(new LongAdder(), new LongAdder()));
  }
}

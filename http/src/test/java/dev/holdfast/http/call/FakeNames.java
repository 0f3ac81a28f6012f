package dev.holdfast.http.call;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Names as a test sets them: each look-up of a name gives its next answer, the last for ever. */
final class FakeNames implements Names {
  final AtomicInteger lookUps = new AtomicInteger();
  private final Map<String, Deque<List<InetAddress>>> answers = new ConcurrentHashMap<>();

  FakeNames then(String host, String... addresses) {
    answers
        .computeIfAbsent(host, _ -> new ArrayDeque<>())
        .add(Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    return this;
  }

  @Override
  public synchronized CompletableFuture<List<InetAddress>> find(String host) {
    lookUps.incrementAndGet();
    Deque<List<InetAddress>> next = answers.get(host);
    if (next != null) {
      return CompletableFuture.completedFuture(next.size() > 1 ? next.remove() : next.element());
    }
    try {
      return CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral(host)));
    } catch (IllegalArgumentException notAnAddress) {
      return CompletableFuture.failedFuture(new UnknownHostException(host));
    }
  }
}

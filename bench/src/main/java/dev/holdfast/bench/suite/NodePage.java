package dev.holdfast.bench.suite;

import dev.holdfast.bench.suite.Contenders.Running;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a node says over HTTP of itself and of its objects. */
final class NodePage {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration AWAIT_MAX = Duration.ofMinutes(2);

  private NodePage() {}

  static String get(Running node, String path) throws IOException {
    URI url = URI.create("http://127.0.0.1:%d%s".formatted(node.address().getPort(), path));
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  /** The first number of {@code /metrics} whose line begins so; 0 when there is none. */
  static double metric(Running node, String begin) throws IOException {
    return get(node, "/metrics")
        .lines()
        .filter(line -> line.startsWith(begin))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  static void await(Running node, String metric, double wanted) throws IOException {
    long until = System.nanoTime() + AWAIT_MAX.toNanos();
    for (double seen = metric(node, metric); seen != wanted; seen = metric(node, metric)) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            "%s is %.0f after %s, not %.0f".formatted(metric, seen, AWAIT_MAX, wanted));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }
}

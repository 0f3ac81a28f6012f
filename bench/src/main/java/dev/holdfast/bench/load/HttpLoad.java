package dev.holdfast.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Closed-loop load over HTTP/1.1 keep-alive: one request in flight a connection, one thread, raw
 * sockets, because it shares two cores with the server it measures. First every name is asked for
 * once, uncounted, so that what is measured does not wake what had gone to sleep.
 */
public final class HttpLoad {
  private static final Duration DRAIN_MAX = Duration.ofSeconds(20);

  /**
   * What to send.
   *
   * @param path of one name; {@code %d} stands for its number
   * @param names how many there are, asked for at random
   * @param time how long is measured; zero to ask for every name once and no more
   */
  public record Shape(String method, String path, int names, int connections, Duration time) {}

  private enum Phase {
    LEAD_IN,
    MEASURE,
    DRAIN
  }

  private final InetSocketAddress server;
  private final Shape shape;
  private final byte[][] requests;
  private final SplittableRandom random = new SplittableRandom(42);
  private final Latencies latencies = new Latencies();
  private Phase phase = Phase.LEAD_IN;
  private int asked;
  private int inFlight;
  private int answeredInLead;
  private long measured;
  private long acknowledged;
  private long errors;
  private long bodySum;
  private long started;
  private long ended;

  private HttpLoad(InetSocketAddress server, Shape shape) {
    this.server = server;
    this.shape = shape;
    this.requests = new byte[shape.names()][];
  }

  /** Runs to its end; throws when the server breaks a connection. */
  public static LoadResult run(InetSocketAddress server, Shape shape) throws IOException {
    return new HttpLoad(server, shape).run();
  }

  private LoadResult run() throws IOException {
    List<HttpConnection> connections = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < shape.connections(); i++) {
        connections.add(HttpConnection.open(server, selector));
      }
      for (HttpConnection connection : connections) {
        next(connection);
      }
      while (inFlight > 0) {
        int _ = selector.select(this::ready, DRAIN_MAX.toMillis());
        requireProgress();
      }
    } finally {
      for (HttpConnection connection : connections) {
        connection.close();
      }
    }
    double seconds = (ended - started) / 1e9;
    return new LoadResult(measured, seconds, acknowledged, errors, bodySum, latencies);
  }

  private void requireProgress() throws IOException {
    if (phase == Phase.DRAIN && System.nanoTime() - ended > DRAIN_MAX.toNanos()) {
      throw new IOException("%d requests were never answered".formatted(inFlight));
    }
  }

  private void ready(SelectionKey key) {
    HttpConnection connection = (HttpConnection) key.attachment();
    try {
      if (connection.receive()) {
        answered(connection);
        next(connection);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(shape.method() + " " + shape.path(), e);
    }
  }

  private void answered(HttpConnection connection) {
    inFlight--;
    long now = System.nanoTime();
    boolean ok = connection.isOk();
    if (ok) {
      acknowledged++;
    } else if (errors++ == 0) {
      System.err.println("first error: " + connection.head());
    }
    switch (phase) {
      case LEAD_IN -> lead(connection, ok, now);
      case MEASURE -> {
        if (ok) {
          measured++;
          latencies.record(connection.nanos(now));
        }
        if (now - started >= shape.time().toNanos()) {
          phase = Phase.DRAIN;
          ended = now;
        }
      }
      case DRAIN -> {}
    }
  }

  private void lead(HttpConnection connection, boolean ok, long now) {
    bodySum += ok ? connection.bodyNumber() : 0;
    if (++answeredInLead == shape.names()) {
      phase = shape.time().isZero() ? Phase.DRAIN : Phase.MEASURE;
      started = now;
      ended = now;
    }
  }

  private void next(HttpConnection connection) throws IOException {
    boolean leading = phase == Phase.LEAD_IN;
    if (phase == Phase.DRAIN || (leading && shape.time().isZero() && asked >= shape.names())) {
      return;
    }
    int name = leading && asked < shape.names() ? asked++ : random.nextInt(shape.names());
    inFlight++;
    connection.send(request(name));
  }

  private byte[] request(int name) {
    byte[] known = requests[name];
    if (known == null) {
      known =
          "%s %s HTTP/1.1\r\nHost: %s:%d\r\n%s\r\n"
              .formatted(
                  shape.method(),
                  shape.path().formatted(name),
                  server.getHostString(),
                  server.getPort(),
                  shape.method().equals("POST") ? "Content-Length: 0\r\n" : "")
              .getBytes(StandardCharsets.US_ASCII);
      requests[name] = known;
    }
    return known;
  }
}

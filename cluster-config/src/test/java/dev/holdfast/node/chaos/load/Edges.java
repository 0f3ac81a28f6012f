package dev.holdfast.node.chaos.load;

import dev.holdfast.node.chaos.cluster.Cluster;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The edges of all nodes, and which of them are ready, as a load balancer knows it: it asks each
 * every 100 ms, and sends to those that said so last.
 */
public final class Edges implements AutoCloseable {
  private static final Duration ASK_EVERY = Duration.ofMillis(100);
  private static final Duration ASK_MAX = Duration.ofMillis(500);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final String AUTHORIZATION = "Bearer " + Cluster.TOKEN;

  private final Cluster cluster;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .build();
  private final boolean[] ready;
  private final List<Thread> askers = new ArrayList<>();
  private volatile RequestWindow window = new RequestWindow();
  private volatile boolean closed;

  /** Begins to ask who is ready. */
  public Edges(Cluster cluster) {
    this.cluster = cluster;
    this.ready = new boolean[cluster.nodes()];
    for (int i = 0; i < cluster.nodes(); i++) {
      int node = i;
      askers.add(Thread.ofVirtual().start(() -> ask(node)));
    }
  }

  private void ask(int node) {
    while (!closed) {
      boolean now = cluster.url(node).map(url -> get(url, "/ready", ASK_MAX).isOk()).orElse(false);
      synchronized (ready) {
        ready[node] = now;
      }
      LockSupport.parkNanos(ASK_EVERY.toNanos());
    }
  }

  public boolean isReady(int node) {
    synchronized (ready) {
      return ready[node];
    }
  }

  public HttpClient http() {
    return http;
  }

  public int nodes() {
    return cluster.nodes();
  }

  public Optional<URI> url(int node) {
    return cluster.url(node);
  }

  /** Some node that is ready, other than {@code avoided}; -1 avoids none. */
  public Optional<URI> any(int avoided) {
    List<Integer> able = new ArrayList<>();
    for (int i = 0; i < cluster.nodes(); i++) {
      if (i != avoided && isReady(i)) {
        able.add(i);
      }
    }
    return able.isEmpty()
        ? Optional.empty()
        : cluster.url(able.get(ThreadLocalRandom.current().nextInt(able.size())));
  }

  /** Counts requests anew; the window before is not added to any more. */
  public RequestWindow newWindow() {
    RequestWindow fresh = new RequestWindow();
    window = fresh;
    return fresh;
  }

  /** A client's request to some node that is ready; counts. */
  Answer send(String method, String path, Optional<String> key, Duration most) {
    Optional<URI> node = any(-1);
    if (node.isEmpty()) {
      LockSupport.parkNanos(ASK_EVERY.toNanos());
      return new Answer(Answer.NOT_SENT, "");
    }
    long started = System.nanoTime();
    HttpRequest.Builder request = request(node.get(), path, most);
    key.ifPresent(value -> request.header("Idempotency-Key", value));
    request.method(method, HttpRequest.BodyPublishers.noBody());
    Answer answer = exchange(request.build());
    window.ended(answer, System.nanoTime() - started);
    return answer;
  }

  /** Reads from one node; does not count. */
  Answer get(URI node, String path, Duration most) {
    return exchange(request(node, path, most).GET().build());
  }

  private static HttpRequest.Builder request(URI node, String path, Duration most) {
    return HttpRequest.newBuilder(node.resolve(path))
        .header("Authorization", AUTHORIZATION)
        .timeout(most);
  }

  private Answer exchange(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return new Answer(Answer.NOT_SENT, e.toString());
    } catch (IOException e) {
      return new Answer(Answer.BROKEN, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(Answer.BROKEN, "interrupted");
    }
  }

  @Override
  public void close() {
    closed = true;
    http.shutdownNow();
  }
}

package dev.holdfast.node;

import dev.holdfast.actors.examples.Examples;
import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole nodes on one PostgreSQL, in this JVM, and a balancer in front of them: it asks each node
 * five times a second whether it is ready, and sends nothing to one that is not.
 */
final class RestlessCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestlessCluster.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration LOOKED_WITHIN = Duration.ofSeconds(1);
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  private record Backend(Node node, CompletableFuture<Void> ready) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor();
  private final NodePostgres postgres;
  private final List<Backend> nodes = new CopyOnWriteArrayList<>();
  private volatile List<URI> inUse = List.of();
  private volatile long lookedNanos = System.nanoTime();

  private RestlessCluster(NodePostgres postgres) {
    this.postgres = postgres;
    var _ =
        looker.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** That many nodes, all ready. */
  static RestlessCluster start(Path folder, int count) {
    RestlessCluster cluster = new RestlessCluster(NodePostgres.start(folder));
    List<CompletableFuture<Backend>> starting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      starting.add(
          CompletableFuture.supplyAsync(
              cluster::begin,
              runnable -> {
                Thread.ofPlatform().start(runnable);
              }));
    }
    starting.forEach(one -> cluster.nodes.add(one.join()));
    cluster.nodes.forEach(RestlessCluster::awaitReady);
    return cluster;
  }

  private Backend begin() {
    var settings = postgres.settings();
    Map<String, String> flags =
        Map.of(
            "port",
            "0",
            "db",
            settings.url(),
            "db-user",
            settings.user().orElseThrow(),
            "db-pool",
            "8");
    NodeConfig config = NodeConfig.read(flags, Optional.empty());
    Secrets secrets =
        new Secrets(Map.of("HOLDFAST_DB_PASSWORD", settings.password().orElseThrow()));
    Node node = Node.start(config, Examples.catalogue(), secrets);
    return new Backend(node, new CompletableFuture<>());
  }

  private static void awaitReady(Backend backend) {
    backend.ready().orTimeout(READY_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void look() {
    List<URI> ready = new ArrayList<>();
    for (Backend backend : nodes) {
      if (isReady(backend)) {
        ready.add(URI.create(backend.node().url()));
        backend.ready().complete(null);
      }
    }
    inUse = List.copyOf(ready);
    lookedNanos = System.nanoTime();
  }

  private boolean isReady(Backend backend) {
    try {
      var asked =
          HttpRequest.newBuilder(URI.create(backend.node().url() + "/ready"))
              .timeout(Duration.ofSeconds(1));
      return http.send(asked.build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException gone) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException("the balancer was interrupted", e);
    }
  }

  /** A node said that it closes its connections: it is about to stop. */
  void stops(URI backend) {
    List<URI> others = new ArrayList<>(inUse);
    if (others.remove(backend) && !others.isEmpty()) {
      inUse = List.copyOf(others);
    }
  }

  /** Where the balancer sends something just now. */
  URI backend(int turn) {
    while (System.nanoTime() - lookedNanos > LOOKED_WITHIN.toNanos()) {
      // On a machine that is very busy the balancer does not go by what was a while ago.
      LockSupport.parkNanos(LOOK_EVERY.toNanos() / 10);
    }
    List<URI> ready = inUse;
    if (ready.isEmpty()) {
      throw new IllegalStateException("no node is ready");
    }
    return ready.get(Math.floorMod(turn, ready.size()));
  }

  /** Ends one node after another as SIGTERM does, and starts another in its place. */
  void restartAll() {
    for (Backend old : List.copyOf(nodes)) {
      long begin = System.nanoTime();
      old.node().close();
      nodes.remove(old);
      long ended = System.nanoTime();
      Backend fresh = begin();
      nodes.add(fresh);
      long started = System.nanoTime();
      awaitReady(fresh);
      LOG.info(
          "a node ended in {} ms, the next one started in {} ms and was ready {} ms later",
          (ended - begin) / 1_000_000,
          (started - ended) / 1_000_000,
          (System.nanoTime() - started) / 1_000_000);
    }
  }

  @Override
  public void close() {
    looker.shutdownNow();
    nodes.forEach(backend -> backend.node().close(Duration.ZERO));
    http.close();
    postgres.close();
  }
}

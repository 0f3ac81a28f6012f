package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes are restarted one after another while clients go on. */
class RollingRestartTest {
  private static final Logger LOG = LoggerFactory.getLogger(RollingRestartTest.class);
  private static final int NODES = 3;
  private static final int CLIENTS = 8;
  private static final int NAMES_EACH = 20;
  private static final int REQUEST_EVERY_MILLIS = 5;

  @TempDir private Path folder;
  private volatile boolean over;

  /**
   * Counts up in objects of its own, one after another, each time by way of another node. It has no
   * ids for its requests and repeats none; where it cannot connect it goes to the next node.
   */
  private final class Client implements AutoCloseable {
    private final HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final RestlessCluster cluster;
    private final int number;
    final Map<String, List<Long>> answers = new LinkedHashMap<>();
    final List<String> failures = new ArrayList<>();
    long stallNanos;
    private int turn;

    Client(RestlessCluster cluster, int number) {
      this.cluster = cluster;
      this.number = number;
      this.turn = number;
    }

    void run() {
      for (int i = 0; !over; i++) {
        String name = "c" + number + "-" + i % NAMES_EACH;
        long begin = System.nanoTime();
        HttpResponse<String> response = send("POST", name);
        stallNanos = Math.max(stallNanos, System.nanoTime() - begin);
        if (response.statusCode() == 200) {
          answers
              .computeIfAbsent(name, _ -> new ArrayList<>())
              .add(Long.parseLong(response.body()));
        } else {
          failures.add(response.statusCode() + " " + response.body());
        }
        pause();
      }
    }

    private void pause() {
      LockSupport.parkNanos(REQUEST_EVERY_MILLIS * 1_000_000L);
    }

    HttpResponse<String> send(String method, String name) {
      while (true) {
        URI backend = cluster.backend(turn++);
        var request =
            HttpRequest.newBuilder(backend.resolve("/objects/counter/" + name))
                .method(method, HttpRequest.BodyPublishers.noBody());
        try {
          var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
          response
              .headers()
              .firstValue("connection")
              .filter("close"::equalsIgnoreCase)
              .ifPresent(_ -> cluster.stops(backend));
          return response;
        } catch (ConnectException nobodyThere) {
          // The next one.
        } catch (IOException | InterruptedException e) {
          throw new AssertionError(method + " " + name + " at " + backend, e);
        }
      }
    }

    @Override
    public void close() {
      http.close();
    }
  }

  @Test
  void a_restart_of_all_nodes_fails_no_request_and_loses_and_doubles_nothing() {
    List<Client> clients = new ArrayList<>();
    try (RestlessCluster cluster = RestlessCluster.start(folder, NODES)) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Client client = new Client(cluster, i);
        clients.add(client);
        running.add(
            CompletableFuture.runAsync(client::run, task -> Thread.ofVirtual().start(task)));
      }
      cluster.restartAll();
      over = true;
      running.forEach(CompletableFuture::join);
      tell(clients);
      for (Client client : clients) {
        assertThat(client.failures).isEmpty();
        client.answers.forEach((name, numbers) -> {
          assertThat(numbers)
              .as(name)
              .containsExactlyElementsOf(
                  LongStream.rangeClosed(1, numbers.size()).boxed().toList());
          assertThat(client.send("GET", name).body()).isEqualTo("" + numbers.size());
        });
      }
    } finally {
      over = true;
      clients.forEach(Client::close);
    }
  }

  private static void tell(List<Client> clients) {
    long requests =
        clients.stream().flatMap(c -> c.answers.values().stream()).mapToLong(List::size).sum();
    long stall = clients.stream().mapToLong(client -> client.stallNanos).max().orElseThrow();
    LOG.info("{} requests, the longest took {} ms", requests, stall / 1_000_000);
    assertThat(requests).isPositive();
  }
}

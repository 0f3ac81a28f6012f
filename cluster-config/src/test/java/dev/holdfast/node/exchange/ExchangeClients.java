package dev.holdfast.node.exchange;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Clients that ask couriers to send parcels, each with one request in flight, until it is dead. */
final class ExchangeClients {
  static final int COURIERS = 24;

  private static final int CLIENTS = 12;
  private static final int ROUTES_MAX = 3;
  private static final int HOPS_MAX = 4;

  /** Of the requests, those that also ask for a call. */
  private static final double CALLING = 0.4;

  /** Enough that parcels are on their way everywhere. */
  private static final int ANSWERS_FIRST = 60;

  private static final Duration REQUEST_MAX = Duration.ofSeconds(40);
  private static final int OK = 200;

  private final HttpClient http;
  private final Set<String> attempted = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  ExchangeClients(HttpClient http) {
    this.http = http;
  }

  /** The clients of one life of the node. */
  final class Life {
    private final CountDownLatch answered = new CountDownLatch(ANSWERS_FIRST);
    private final List<Thread> threads = new ArrayList<>();

    Life(int number, URI node, SplittableRandom random) {
      for (int i = 0; i < CLIENTS; i++) {
        String client = number + "-" + i + "-";
        RandomGenerator own = random.split();
        threads.add(Thread.ofVirtual().start(() -> ask(client, node, own)));
      }
    }

    private void ask(String client, URI node, RandomGenerator random) {
      boolean alive = true;
      for (int i = 0; alive; i++) {
        String token = client + i;
        attempted.add(token);
        try {
          if (post(node, token, random) == OK) {
            acknowledged.add(token);
            answered.countDown();
          }
        } catch (IOException e) {
          alive = false;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          alive = false;
        }
      }
    }

    /** Waits until the node is well in use. */
    void awaitAnswers() throws InterruptedException {
      if (!answered.await(REQUEST_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the node did not answer in " + REQUEST_MAX);
      }
    }

    /** Waits for all of them; the node is dead. */
    void awaitEnd() throws InterruptedException {
      for (Thread thread : threads) {
        if (!thread.join(REQUEST_MAX)) {
          throw new IllegalStateException("a client of a dead node goes on for " + REQUEST_MAX);
        }
      }
    }
  }

  private int post(URI node, String token, RandomGenerator random)
      throws IOException, InterruptedException {
    StringJoiner routes = new StringJoiner(",");
    for (int i = random.nextInt(1, ROUTES_MAX + 1); i > 0; i--) {
      StringJoiner route = new StringJoiner(".");
      for (int hops = random.nextInt(1, HOPS_MAX + 1); hops > 0; hops--) {
        route.add(courier(random.nextInt(COURIERS)));
      }
      routes.add(route.toString());
    }
    String path =
        "/objects/courier/%s?token=%s&routes=%s%s"
            .formatted(
                courier(random.nextInt(COURIERS)),
                token,
                routes,
                random.nextDouble() < CALLING ? "&calls=1" : "");
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve(path))
            .timeout(REQUEST_MAX)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  static String courier(int number) {
    return "c" + number;
  }

  Set<String> attempted() {
    return Set.copyOf(attempted);
  }

  Set<String> acknowledged() {
    return Set.copyOf(acknowledged);
  }
}

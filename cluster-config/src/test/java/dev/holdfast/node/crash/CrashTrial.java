package dev.holdfast.node.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Kills a node with {@code kill -9} in the middle of 64 clients' increments, starts it again on the
 * same data, and counts; round after round on the same database.
 */
public final class CrashTrial {
  /** Half of them send keyed requests, half plain ones. */
  private static final int CLIENTS = 64;

  /** Counters of each kind: some clients share one, so that commits hold several increments. */
  private static final int COUNTERS = 4;

  private static final Duration REQUEST_MAX = Duration.ofSeconds(40);
  private static final int USE_MILLIS_MIN = 500;
  private static final int USE_MILLIS_MAX = 2_000;

  private final RandomGenerator random;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private CrashTrial(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Runs so many rounds, telling each as it ends.
   *
   * @param starter starts a node on the same data each time
   * @param random decides when the node is killed: 0.5 to 2 s after the clients had their first
   *     answers
   */
  public static List<CrashRound> run(
      CrashNode.Starter starter, int rounds, RandomGenerator random, Consumer<CrashRound> ended)
      throws IOException, InterruptedException {
    CrashTrial trial = new CrashTrial(random);
    List<CrashRound> all = new ArrayList<>();
    CrashNode node = starter.start();
    try (HttpClient _ = trial.http) {
      for (int number = 1; number <= rounds; number++) {
        CrashClients clients = new CrashClients(trial.http, number, node.url());
        long killed = trial.useAndKill(clients, node);
        node = starter.start();
        all.add(trial.count(clients, node, number, killed));
        ended.accept(all.getLast());
      }
    } finally {
      node.close();
    }
    return all;
  }

  private long useAndKill(CrashClients clients, CrashNode node) throws InterruptedException {
    clients.start(CLIENTS, COUNTERS);
    // However slow the machine is: a kill before the first answers would tell nothing.
    clients.awaitAnswers(REQUEST_MAX);
    long use = random.nextLong(USE_MILLIS_MIN, USE_MILLIS_MAX);
    LockSupport.parkNanos(Duration.ofMillis(use).toNanos());
    node.kill();
    return System.nanoTime();
  }

  private CrashRound count(CrashClients clients, CrashNode node, int number, long killed)
      throws IOException, InterruptedException {
    long plainBefore = sum(node, clients::plainCounter);
    long restartMillis = (System.nanoTime() - killed) / 1_000_000;
    clients.finish(node.url());
    return new CrashRound(
        number,
        clients.plainAcknowledged(),
        plainBefore,
        clients.plainSent(),
        clients.keys(),
        sum(node, clients::keyedCounter),
        clients.keyedSent(),
        restartMillis);
  }

  private long sum(CrashNode node, IntFunction<String> counter)
      throws IOException, InterruptedException {
    long sum = 0;
    for (int i = 0; i < COUNTERS; i++) {
      URI uri = node.url().resolve("/objects/counter/" + counter.apply(i));
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri).timeout(REQUEST_MAX).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(uri + " answered " + answer.statusCode() + " " + answer.body());
      }
      sum += Long.parseLong(answer.body().strip());
    }
    return sum;
  }
}

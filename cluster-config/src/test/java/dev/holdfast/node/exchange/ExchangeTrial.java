package dev.holdfast.node.exchange;

import dev.holdfast.node.crash.CrashNode;
import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Kills a node of couriers with {@code kill -9} while they exchange parcels and call a server that
 * fails, starts it again on the same data, and goes on; after the last kill nobody asks for
 * anything any more, and what is undelivered or unfinished has to find its way by itself.
 */
public final class ExchangeTrial {
  private static final int USE_MILLIS_MIN = 200;
  private static final int USE_MILLIS_MAX = 1_200;

  /** What was delivered already and is sent again would be received by then. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  /** Starts a node of couriers on the same data each time, and waits until it serves. */
  @FunctionalInterface
  public interface Starter {
    CrashNode start(Map<String, String> environment);
  }

  private final Path folder;
  private final Starter starter;
  private final SplittableRandom random;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final ExchangeClients clients = new ExchangeClients(http);
  private final UnreliableServer server;
  private final List<Long> uses = new ArrayList<>();
  private final List<Long> restarts = new ArrayList<>();

  private ExchangeTrial(Path folder, Starter starter, long seed) {
    this.folder = folder;
    this.starter = starter;
    this.random = new SplittableRandom(seed);
    this.server = new UnreliableServer(random.split());
  }

  /**
   * Runs so many rounds, each with one kill, 0.2 to 1.2 s after the clients had their first
   * answers.
   *
   * @param folder an empty one
   * @param seed decides who sends what to whom, and when the node is killed
   * @param ended told the number of each round that has ended
   */
  public static ExchangeOutcome run(
      Path folder, Starter starter, int rounds, long seed, IntConsumer ended)
      throws IOException, InterruptedException, SQLException {
    ExchangeTrial trial = new ExchangeTrial(folder, starter, seed);
    try (NodePostgres postgres = NodePostgres.start(folder.resolve("database"));
        Database database = Database.open(postgres.settings());
        UnreliableServer _ = trial.server;
        HttpClient _ = trial.http) {
      Map<String, String> environment = environment(postgres.settings());
      CrashNode node = trial.start(environment, 1);
      try {
        for (int round = 1; round <= rounds; round++) {
          trial.useAndKill(node, round);
          long killed = System.nanoTime();
          node = trial.start(environment, round + 1);
          trial.restarts.add(millisSince(killed));
          ended.accept(round);
        }
        return trial.outcome(node, new StoredBooks(database), seed);
      } finally {
        node.close();
      }
    }
  }

  private static Map<String, String> environment(DatabaseSettings settings) {
    return Map.of(
        "HOLDFAST_DB",
        settings.url(),
        "HOLDFAST_DB_USER",
        settings.user().orElseThrow(),
        "HOLDFAST_DB_PASSWORD",
        settings.password().orElseThrow());
  }

  private CrashNode start(Map<String, String> environment, int life) {
    Map<String, String> own = new HashMap<>(environment);
    own.put(Decisions.FILE_VARIABLE, decisions(life).toString());
    own.put(Courier.SERVER_VARIABLE, server.url().toString());
    return starter.start(own);
  }

  private Path decisions(int life) {
    return folder.resolve("decisions-" + life);
  }

  private void useAndKill(CrashNode node, int round) throws InterruptedException {
    ExchangeClients.Life life = clients.new Life(round, node.url(), random.split());
    life.awaitAnswers();
    long use = random.nextLong(USE_MILLIS_MIN, USE_MILLIS_MAX);
    LockSupport.parkNanos(Duration.ofMillis(use).toNanos());
    node.kill();
    life.awaitEnd();
    uses.add(use);
  }

  private ExchangeOutcome outcome(CrashNode node, StoredBooks stored, long seed)
      throws IOException, InterruptedException, SQLException {
    long started = System.nanoTime();
    List<String> faults = new ArrayList<>();
    if (!stored.awaitDelivery()) {
      faults.add("not all is received or has ended, after all that time: " + stored.counts());
    }
    long rest = millisSince(started);
    Map<String, Long> before = stored.counts();
    // This wakes all of them, which makes those that are not sure send again.
    Books books = new BookReader(http, node.url()).read(clients, server);
    LockSupport.parkNanos(SETTLE.toNanos());
    if (!stored.counts().equals(before)) {
      faults.add("more came once all was delivered: %s, %s".formatted(before, stored.counts()));
    }
    faults.addAll(ExchangeCheck.faults(books));
    return new ExchangeOutcome(
        seed,
        kills(books),
        books.acknowledged().size(),
        books.parcels(),
        books.calls(),
        books.served().values().stream().mapToLong(Integer::longValue).sum(),
        rest,
        faults);
  }

  private List<ExchangeOutcome.Kill> kills(Books books) throws IOException {
    Set<String> committed = lines(books);
    Set<String> later = Decisions.of(decisions(uses.size() + 1));
    List<ExchangeOutcome.Kill> kills = new ArrayList<>();
    for (int round = uses.size(); round > 0; round--) {
      Set<String> decided = Decisions.of(decisions(round));
      Set<String> again = later;
      long uncommitted =
          decided.stream()
              .filter(line -> !committed.contains(line) || again.contains(line))
              .count();
      kills.addFirst(
          new ExchangeOutcome.Kill(
              round, uses.get(round - 1), decided.size(), uncommitted, restarts.get(round - 1)));
      later = new HashSet<>(later);
      later.addAll(decided);
    }
    return kills;
  }

  /** The books as the decisions are written that led to them. */
  private static Set<String> lines(Books books) {
    Set<String> lines = new HashSet<>();
    Map.of(
            Courier.ASKED,
            books.asked(),
            Courier.RECEIVED,
            books.received(),
            Courier.RESULTS,
            books.results())
        .forEach((book, all) ->
            all.forEach((owner, entries) ->
                entries.forEach(
                    entry -> lines.add(Courier.line(book, owner, entry.other(), entry.number())))));
    return lines;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}

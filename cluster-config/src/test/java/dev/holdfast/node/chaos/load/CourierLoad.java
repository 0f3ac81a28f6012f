package dev.holdfast.node.chaos.load;

import dev.holdfast.node.exchange.Books;
import dev.holdfast.node.exchange.Courier;
import dev.holdfast.node.exchange.ExchangeCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Asks couriers to tell each other numbered parcels, which some pass on. */
final class CourierLoad implements Load {
  private static final int COURIERS = 18;
  private static final int CLIENTS = 4;
  private static final int ROUTES_MAX = 3;
  private static final int HOPS_MAX = 3;
  private static final Duration REQUEST_MAX = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Would be received by then, if it were sent again. */
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"seq\":(?<seq>\\d+),\"other\":\"(?<other>[^\"]*)\",\"number\":(?<number>\\d+)}");

  private final Edges edges;
  private final SplittableRandom random;
  private final Duration pauseMax;
  private final Clients clients = new Clients();
  private final Set<String> attempted = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicLong tokens = new AtomicLong();
  private long parcels;

  CourierLoad(Edges edges, SplittableRandom random, Duration pauseMax) {
    this.edges = edges;
    this.random = random;
    this.pauseMax = pauseMax;
  }

  @Override
  public void start() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(random.split(), pauseMax, this::step);
    }
  }

  private void step(RandomGenerator chance) {
    StringJoiner routes = new StringJoiner(",");
    for (int i = chance.nextInt(1, ROUTES_MAX + 1); i > 0; i--) {
      StringJoiner route = new StringJoiner(".");
      for (int hops = chance.nextInt(1, HOPS_MAX + 1); hops > 0; hops--) {
        route.add("c" + chance.nextInt(COURIERS));
      }
      routes.add(route.toString());
    }
    String token = "k" + tokens.incrementAndGet();
    attempted.add(token);
    String path =
        "/objects/courier/c%d?token=%s&routes=%s"
            .formatted(chance.nextInt(COURIERS), token, routes);
    if (edges.send("POST", path, Optional.empty(), REQUEST_MAX).isOk()) {
      acknowledged.add(token);
    }
  }

  @Override
  public void stop() throws InterruptedException {
    clients.stop();
  }

  @Override
  public List<String> faults(Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    Books books = read();
    while (mayMend(ExchangeCheck.faults(books)) && System.nanoTime() < until) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      books = read();
    }
    // Reading has woken all of them, which makes those that are not sure send again.
    LockSupport.parkNanos(SETTLE.toNanos());
    books = read();
    parcels = books.parcels();
    return ExchangeCheck.faults(books);
  }

  /** What was not received may still be on its way; nothing else mends itself. */
  private static boolean mayMend(List<String> faults) {
    return !faults.isEmpty() && faults.stream().allMatch(fault -> fault.contains(" lost "));
  }

  private Books read() {
    return Books.withoutCalls(
        new HashSet<>(acknowledged),
        new HashSet<>(attempted),
        all(Courier.ASKED),
        all(Courier.SENT),
        all(Courier.RECEIVED));
  }

  private Map<String, List<Courier.Line>> all(String book) {
    Map<String, List<Courier.Line>> all = new HashMap<>();
    LogPages pages = new LogPages(edges, LINE);
    for (int i = 0; i < COURIERS; i++) {
      String path = "/objects/courier/c%d?log=%s&after=".formatted(i, book);
      all.put(
          "c" + i,
          pages.all(path).stream()
              .map(line ->
                  new Courier.Line(line.group("other"), Long.parseLong(line.group("number"))))
              .toList());
    }
    return all;
  }

  @Override
  public String counts() {
    return "%d messages for %d requests".formatted(parcels, acknowledged.size());
  }
}

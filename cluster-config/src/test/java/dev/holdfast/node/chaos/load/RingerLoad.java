package dev.holdfast.node.chaos.load;

import dev.holdfast.node.chaos.check.AlarmCheck;
import dev.holdfast.node.chaos.check.AlarmCheck.Ring;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Sets alarms that are due within five seconds. */
final class RingerLoad implements Load {
  private static final int RINGERS = 12;
  private static final int CLIENTS = 2;
  private static final int DUE_MILLIS_MAX = 5_000;
  private static final Duration REQUEST_MAX = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Reading the machine's clock twice, on two nodes of it. */
  private static final long READING_MILLIS = 2;

  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"seq\":(?<seq>\\d+),\"token\":\"(?<token>[^\"]*)\",\"late\":(?<late>-?\\d+),"
              + "\"truly\":(?<truly>-?\\d+)}");

  private final Edges edges;
  private final SplittableRandom random;
  private final Duration pauseMax;
  private final Duration skewMax;
  private final Clients clients = new Clients();
  private final Set<String> attempted = ConcurrentHashMap.newKeySet();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicLong tokens = new AtomicLong();
  private long rung;

  RingerLoad(Edges edges, SplittableRandom random, Duration pauseMax, Duration skewMax) {
    this.edges = edges;
    this.random = random;
    this.pauseMax = pauseMax;
    this.skewMax = skewMax;
  }

  @Override
  public void start() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(random.split(), pauseMax, this::step);
    }
  }

  private void step(RandomGenerator chance) {
    String token = "a" + tokens.incrementAndGet();
    attempted.add(token);
    String path =
        "/objects/ringer/r%d?token=%s&in=%d"
            .formatted(chance.nextInt(RINGERS), token, chance.nextInt(DUE_MILLIS_MAX));
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
    long until = System.nanoTime() + patience.plusMillis(DUE_MILLIS_MAX).toNanos();
    List<String> faults = check();
    while (!faults.isEmpty() && System.nanoTime() < until) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      faults = check();
    }
    return faults;
  }

  private List<String> check() {
    Map<String, List<Ring>> rings = new HashMap<>();
    LogPages pages = new LogPages(edges, LINE);
    for (int i = 0; i < RINGERS; i++) {
      rings.put(
          "r" + i,
          pages.all("/objects/ringer/r%d?after=".formatted(i)).stream()
              .map(line ->
                  new Ring(
                      line.group("token"),
                      Long.parseLong(line.group("late")),
                      Long.parseLong(line.group("truly"))))
              .toList());
    }
    rung = rings.values().stream().mapToLong(List::size).sum();
    return AlarmCheck.faults(
        new HashSet<>(attempted),
        new HashSet<>(acknowledged),
        rings,
        skewMax.toMillis() + READING_MILLIS);
  }

  @Override
  public String counts() {
    return "%d alarms".formatted(rung);
  }
}

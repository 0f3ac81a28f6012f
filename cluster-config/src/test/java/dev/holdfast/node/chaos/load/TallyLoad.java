package dev.holdfast.node.chaos.load;

import dev.holdfast.node.chaos.check.CounterCheck;
import dev.holdfast.node.chaos.check.CounterHistory;
import dev.holdfast.node.chaos.check.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Increments, with a key and repeated until answered or without, and reads. */
final class TallyLoad implements Load {
  static final int COUNTERS = 24;
  private static final int CLIENTS = 16;
  private static final Duration REQUEST_MAX = Duration.ofSeconds(20);
  private static final Duration KEY_MAX = Duration.ofSeconds(60);
  private static final double READS = 0.4;
  private static final double KEYED = 0.5;

  private final Edges edges;
  private final SplittableRandom random;
  private final Duration pauseMax;
  private final Clients clients = new Clients();
  private final List<CounterHistory> histories = new ArrayList<>();
  private final AtomicLong keys = new AtomicLong();

  TallyLoad(Edges edges, SplittableRandom random, Duration pauseMax) {
    this.edges = edges;
    this.random = random;
    this.pauseMax = pauseMax;
    for (int i = 0; i < COUNTERS; i++) {
      histories.add(new CounterHistory());
    }
  }

  @Override
  public void start() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(random.split(), pauseMax, this::step);
    }
  }

  private void step(RandomGenerator chance) {
    int counter = chance.nextInt(COUNTERS);
    if (chance.nextDouble() < READS) {
      read(counter, REQUEST_MAX);
    } else if (chance.nextDouble() < KEYED) {
      addWithKey(counter, "key-" + keys.incrementAndGet());
    } else {
      add(counter);
    }
  }

  private Optional<Long> read(int counter, Duration most) {
    long invoked = System.nanoTime();
    Answer answer = edges.send("GET", path(counter), Optional.empty(), most);
    if (!answer.isOk()) {
      return Optional.empty();
    }
    long value = number(answer);
    histories.get(counter).add(Operation.read(invoked, System.nanoTime(), value));
    return Optional.of(value);
  }

  private void add(int counter) {
    long invoked = System.nanoTime();
    Answer answer = edges.send("POST", path(counter), Optional.empty(), REQUEST_MAX);
    histories.get(counter).add(added(invoked, answer));
  }

  /** One operation, however often it was sent: it takes effect once. */
  private void addWithKey(int counter, String key) {
    long invoked = System.nanoTime();
    boolean mayHaveHappened = false;
    Answer answer = edges.send("POST", path(counter), Optional.of(key), REQUEST_MAX);
    while (!answer.isOk()
        && !clients.isStopping()
        && System.nanoTime() - invoked < KEY_MAX.toNanos()) {
      mayHaveHappened |= answer.outcome() == Operation.Outcome.UNKNOWN;
      answer = edges.send("POST", path(counter), Optional.of(key), REQUEST_MAX);
    }
    boolean lost = !answer.isOk() && mayHaveHappened;
    histories.get(counter).add(lost ? Operation.unknown(invoked) : added(invoked, answer));
  }

  private static Operation added(long invoked, Answer answer) {
    return switch (answer.outcome()) {
      case OK -> Operation.added(invoked, System.nanoTime(), number(answer));
      case FAILED -> Operation.failed(invoked, System.nanoTime());
      case UNKNOWN -> Operation.unknown(invoked);
    };
  }

  private static long number(Answer answer) {
    return Long.parseLong(answer.body().strip());
  }

  private static String path(int counter) {
    return "/objects/tally/t" + counter;
  }

  @Override
  public void stop() throws InterruptedException {
    clients.stop();
  }

  @Override
  public List<String> faults(Duration patience) {
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < COUNTERS; i++) {
      String counter = "counter t" + i + ": ";
      if (!isReadAtLast(i, patience)) {
        faults.add(counter + "it could not be read at last");
      }
      CounterCheck.fault(histories.get(i).operations())
          .ifPresent(fault -> faults.add(counter + fault));
    }
    return faults;
  }

  /** The last read of all: a final state that is not what was acknowledged does not pass. */
  private boolean isReadAtLast(int counter, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    boolean done = false;
    while (!done && System.nanoTime() < until) {
      done = read(counter, REQUEST_MAX).isPresent();
    }
    return done;
  }

  @Override
  public String counts() {
    long all = histories.stream().mapToLong(CounterHistory::size).sum();
    long unknown =
        histories.stream()
            .flatMap(history -> history.operations().stream())
            .filter(operation -> operation.outcome() == Operation.Outcome.UNKNOWN)
            .count();
    return "%d increments and reads (%d of unknown outcome)".formatted(all, unknown);
  }
}

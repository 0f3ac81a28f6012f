package dev.holdfast.bench.contender;

import dev.holdfast.bench.load.ClosedLoop;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.process.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A process that runs one contender and takes orders a line at a time. Ends with its standard
 * input, and so with the process that started it.
 *
 * <p>Arguments: {@code holdfast} or {@code raw}, the data folder, and after how many events a raw
 * counter takes a snapshot.
 */
public final class WorkerMain {
  private static final int IN_FLIGHT = 256;

  private final Worker worker;

  private WorkerMain(Worker worker) {
    this.worker = worker;
  }

  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[1]);
    Worker worker =
        arguments[0].equals("holdfast")
            ? new HoldfastWorker(data)
            : new RawWorker(data, Integer.parseInt(arguments[2]));
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "end"));
    System.out.println("ready");
    new WorkerMain(worker).takeOrders();
    System.exit(0);
  }

  private void takeOrders() throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      try {
        ServerProcess.answer(carryOut(order.split(" ", -1)));
      } catch (RuntimeException | SQLException e) {
        System.err.println(order + " failed");
        e.printStackTrace();
        System.exit(1);
      }
    }
  }

  private String carryOut(String[] words) throws SQLException {
    return switch (words[0]) {
      case "increments" -> increments(number(words[1]), number(words[2])).line();
      case "sum" -> "sum=" + sum(words[1], number(words[2]));
      case "awake" -> awake(words[1], number(words[2]), number(words[3])).line();
      case "heap" -> "used=" + usedAfterCollection();
      case "sleepers" -> sleepers(number(words[1]));
      case "wake" -> wake(number(words[1]), number(words[2])).line();
      case "chats" -> chats().prepare(number(words[1])).line();
      case "posts" -> chats().posts(words[1].equals("large"), number(words[2])).line();
      case "pages" ->
          chats().pages(words[1].equals("large"), number(words[2]), millis(words[3])).line();
      case "wake-chat" -> chats().wakes(number(words[1])).line();
      case "make" -> make(words[1], number(words[2])).line();
      case "add" -> add(words[1], number(words[2]), number(words[3])).line();
      case "sleep" -> sleep(words[1], number(words[2]));
      case "set-bells" -> bells().set(Bells.Set.parse(words)).line();
      case "pend-bells" -> bells().pend(Bells.Set.parse(words));
      case "await-bells" -> bells().await(Bells.Set.parse(words));
      case "rung-bells" -> bells().rung(Bells.Set.parse(words), Long.parseLong(words[5]));
      case "pending-bells" -> "pending=" + bells().pending(Bells.Set.parse(words));
      case "tells" -> pals().exchange(number(words[1]), millis(words[2]));
      case "make-pals" -> pals().make(words[1], number(words[2])).line();
      case "wake-pals" -> pals().wake(words[1], number(words[2]), number(words[3])).line();
      case "tell-pals" -> pals().tell(words[1], words[2], number(words[3]), number(words[4]));
      case "others" -> others(number(words[1]), number(words[2]), millis(words[3])).line();
      case "make-calls" -> callers().make(words[1], number(words[2])).line();
      case "await-calls" -> callers().await(number(words[1]), number(words[2]));
      default -> throw new IllegalArgumentException("no such order: " + words[0]);
    };
  }

  private Chats chats() {
    return ((HoldfastWorker) worker).chats();
  }

  private Bells bells() {
    return ((HoldfastWorker) worker).bells();
  }

  private Pals pals() {
    return ((HoldfastWorker) worker).pals();
  }

  private Callers callers() {
    return ((HoldfastWorker) worker).callers();
  }

  private LoadResult others(int names, int inFlight, Duration time) {
    String[] all = names("other-", 0, names);
    return ClosedLoop.run(i -> worker.increment(all[i]), names, inFlight, time);
  }

  private String sleep(String prefix, int count) {
    worker.sleepAll(List.of(names(prefix, 0, count)));
    return "awake=0";
  }

  /** Makes counters of one event each, and puts them to sleep. */
  private LoadResult make(String prefix, int count) {
    LoadResult made = awake(prefix, 0, count);
    worker.sleepAll(List.of(names(prefix, 0, count)));
    return made;
  }

  /** Increments each once. */
  private LoadResult add(String prefix, int count, int inFlight) {
    String[] all = names(prefix, 0, count);
    return ClosedLoop.once(i -> worker.increment(all[i]), count, inFlight);
  }

  /** Increments of so many names for so many milliseconds. */
  private LoadResult increments(int names, int time) {
    String[] all = names("of" + names + "-", 0, names);
    return ClosedLoop.run(i -> worker.increment(all[i]), names, IN_FLIGHT, Duration.ofMillis(time));
  }

  private long sum(String prefix, int names) {
    long sum = 0;
    for (String name : names(prefix, 0, names)) {
      sum += worker.read(name).toCompletableFuture().join();
    }
    return sum;
  }

  /** Makes counters and leaves them awake. */
  private LoadResult awake(String prefix, int from, int count) {
    String[] all = names(prefix, from, count);
    return ClosedLoop.once(i -> worker.increment(all[i]), count, IN_FLIGHT);
  }

  private String sleepers(int count) {
    String[] all = names("sleeper-", 0, count);
    LoadResult made =
        ClosedLoop.once(
            i ->
                java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                  worker.sleeper(all[i]);
                  return true;
                }),
            count,
            IN_FLIGHT);
    return made.line();
  }

  /** Puts all to sleep and reads each once. */
  private LoadResult wake(int count, int inFlight) {
    String[] all = names("sleeper-", 0, count);
    worker.sleepAll(List.of(all));
    long expected = Worker.EVENTS_BEFORE_SNAPSHOT + Worker.EVENTS_AFTER_SNAPSHOT;
    return ClosedLoop.once(
        i -> worker.read(all[i]).thenApply(count_ -> count_ == expected), count, inFlight);
  }

  private static String[] names(String prefix, int from, int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = prefix + (from + i);
    }
    return names;
  }

  private static String usedAfterCollection() {
    long used = Long.MAX_VALUE;
    // The first leaves what weak references and cleaners still hold.
    for (int i = 0; i < 4; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return String.format(Locale.ROOT, "%d", used);
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }

  private static Duration millis(String word) {
    return Duration.ofMillis(Long.parseLong(word));
  }
}

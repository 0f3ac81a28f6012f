package dev.holdfast.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that says on standard output when it is ready, and may take orders on standard input,
 * each answered by one line that begins with {@code = }. What it says on standard error goes to a
 * file. It never outlives this JVM, unless that is killed.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(90);
  private static final Duration END_MAX = Duration.ofSeconds(60);
  private static final String ANSWER = "= ";
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroy), "end-processes"));
  }

  private final String name;
  private final Path log;
  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ServerProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /** Starts it. The file {@code <name>.log} of the folder is written anew. */
  public static ServerProcess start(
      String name, List<String> command, Map<String, String> environment, Path logs) {
    try {
      Files.createDirectories(logs);
      Path log = logs.resolve(name + ".log");
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      builder.environment().putAll(environment);
      ServerProcess started = new ServerProcess(name, log, builder.start());
      RUNNING.add(started.process);
      Thread.ofPlatform().daemon().name("lines of " + name).start(started::readLines);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readLines() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("standard output broke: " + e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Waits for the line that begins so and returns what follows. */
  public String awaitLine(String beginning) {
    return awaitLine(beginning, START_MAX);
  }

  private String awaitLine(String beginning, Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    try {
      while (true) {
        String line = lines.poll(100, TimeUnit.MILLISECONDS);
        if (line != null && line.startsWith(beginning)) {
          return line.substring(beginning.length()).strip();
        }
        if (line == null && (!process.isAlive() || System.nanoTime() - until > 0)) {
          throw new IllegalStateException(
              "%s %s before it said '%s'. See %s."
                  .formatted(name, process.isAlive() ? "took too long" : "ended", beginning, log));
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
  }

  /** Gives an order and waits for its answer. */
  public Numbers order(Duration atMost, String order) {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(order).append('\n').flush();
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s takes no orders any more. See %s.".formatted(name, log), e);
    }
    return Numbers.parse(awaitLine(ANSWER, atMost));
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Tells it to end and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    if (!awaitEnd()) {
      process.destroyForcibly();
      awaitEnd();
    }
  }

  private boolean awaitEnd() {
    try {
      boolean ended = process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS);
      if (ended) {
        RUNNING.remove(process);
      }
      return ended;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while waiting for the end of " + name, e);
    }
  }

  /** Answers an order, in the process that got it. */
  public static void answer(String numbers) {
    System.out.println(ANSWER + numbers);
    System.out.flush();
  }
}

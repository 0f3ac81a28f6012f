package dev.holdfast.node.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node in a process of its own, on a free port, with the JDK that runs the test. */
final class NodeProcess implements AutoCloseable {
  private static final String READY = "Holdfast serves at ";

  /** Unpacking PostgreSQL and making its database on a slow, busy machine. */
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private static final Duration END_MAX = Duration.ofSeconds(30);

  private final Process process;
  private final URI url;

  private NodeProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts {@code java -jar} and waits until it serves.
   *
   * @param environment beside the test's own, from which nothing of Holdfast is taken over
   */
  static NodeProcess start(Path jar, Path data, Map<String, String> environment)
      throws IOException {
    Path errors = Files.createTempFile(data.getParent(), "node", ".log");
    List<String> command = new ArrayList<>(List.of(java(), "-jar", jar.toString(), "run"));
    command.addAll(List.of("--port", "0", "--data", data.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      return new NodeProcess(process, serves(process));
    } catch (RuntimeException e) {
      process.destroy();
      throw new AssertionError(e.getMessage() + ", it said:\n" + Files.readString(errors), e);
    }
  }

  private static URI serves(Process process) {
    CompletableFuture<URI> url = new CompletableFuture<>();
    // Read to the end, so that the node never waits for somebody to read.
    Thread.ofVirtual().start(() -> read(process.inputReader(), url));
    try {
      return url.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("the node did not start within " + START_MAX, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the node started", e);
    }
  }

  private static void read(BufferedReader output, CompletableFuture<URI> url) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(READY)) {
          url.complete(URI.create(line.substring(READY.length()).strip()));
        }
      }
      url.completeExceptionally(new IllegalStateException("it ended"));
    } catch (IOException e) {
      url.completeExceptionally(e);
    }
  }

  /** The program that runs this test. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  URI url() {
    return url;
  }

  /** SIGTERM; the exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return ended();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    int _ = ended();
  }

  private int ended() throws InterruptedException {
    if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the node did not end within " + END_MAX);
    }
    return process.exitValue();
  }

  /** Ends what a failed test left behind: gently, so that it takes its database along. */
  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      process.onExit().completeOnTimeout(process, END_MAX.toSeconds(), TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
  }
}

package dev.holdfast.node.chaos.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One life of a node. It never outlives this JVM, unless that is killed. */
public final class NodeProcess {
  private static final String SERVES = "Holdfast serves at ";
  private static final long END_SECONDS_MAX = 60;

  private final Process process;
  private final CompletableFuture<URI> url = new CompletableFuture<>();
  private final Thread atEnd;
  private volatile boolean told;

  private NodeProcess(Process process) {
    this.process = process;
    this.atEnd = new Thread(process::destroyForcibly, "kill-node");
  }

  static NodeProcess start(List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      NodeProcess node = new NodeProcess(builder.start());
      Runtime.getRuntime().addShutdownHook(node.atEnd);
      Thread.ofVirtual().start(node::read);
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(SERVES)) {
          url.complete(URI.create(line.substring(SERVES.length())));
        }
      }
      url.completeExceptionally(new IllegalStateException("the node ended before it served"));
    } catch (IOException e) {
      url.completeExceptionally(e);
    }
  }

  /** Where it serves, once it says so. */
  CompletableFuture<URI> url() {
    return url;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it was told to end or killed. */
  public boolean wasTold() {
    return told;
  }

  /** SIGSTOP: it stands still, and its connections with it. */
  public void pause() {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void goOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    Command.runs("kill", signal, Long.toString(process.pid()));
  }

  /** SIGKILL; returns when the process has ended. */
  public void kill() {
    told = true;
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; returns at once. */
  public void terminate() {
    told = true;
    process.destroy();
  }

  /** The exit status; kills what does not end in time and says so by -1. */
  public int awaitEnd() {
    try {
      boolean ended = process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
        process.waitFor();
      }
      forget();
      return ended ? process.exitValue() : -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException ending) {
      // The hook is about to run, which does no harm.
    }
  }
}

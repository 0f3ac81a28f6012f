package dev.holdfast.node.packaged;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The node as it is packaged and as the launcher starts it, in a process of its own on a free port.
 */
public final class PackagedNode implements AutoCloseable {
  /** As the launcher and the tests' own JVM have them. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  static final String NODE = "dev.holdfast.node.Main";
  private static final String SERVES = "Holdfast serves at ";
  private static final long START_SECONDS_MAX = 90;
  private static final long END_SECONDS_MAX = 60;

  private final Process process;
  private final URI url;

  private PackagedNode(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts a node and waits for the line that says where it serves. */
  public static PackagedNode start(
      Path data, Map<String, String> environment, String... moreFlags) {
    return start(List.of(jar().toString(), NODE), data, environment, moreFlags);
  }

  /** The same by another main class, which has a catalogue of its own. */
  public static PackagedNode start(
      Class<?> main, Path data, Map<String, String> environment, String... moreFlags) {
    String classes = main.getProtectionDomain().getCodeSource().getLocation().getPath();
    String path = jar() + File.pathSeparator + classes;
    return start(List.of(path, main.getName()), data, environment, moreFlags);
  }

  private static PackagedNode start(
      List<String> program, Path data, Map<String, String> environment, String... moreFlags) {
    try {
      Files.createDirectories(data);
      Process process = process(program, data, environment, moreFlags).start();
      CompletableFuture<URI> url = new CompletableFuture<>();
      Thread.ofPlatform().daemon().name("node-output").start(() -> read(process, url));
      return new PackagedNode(process, url.orTimeout(START_SECONDS_MAX, TimeUnit.SECONDS).join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The process.
   *
   * @param program class path and main class
   */
  private static ProcessBuilder process(
      List<String> program, Path data, Map<String, String> environment, String... moreFlags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(FastStart.flags(jar(), JVM_FLAGS));
    command.add("-cp");
    command.addAll(program);
    command.addAll(List.of("run", "--port", "0", "--data", data.toString()));
    command.addAll(List.of(moreFlags));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
    builder.environment().putAll(environment);
    // A file, not a pipe: nobody reads it while all is well, and a full pipe would stop the node.
    builder.redirectError(ProcessBuilder.Redirect.appendTo(data.resolve("node.log").toFile()));
    return builder;
  }

  /** {@code cluster-config/target/holdfast-node.jar}; its manifest names the rest. */
  private static Path jar() {
    Path jar = Path.of("target", "holdfast-node.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new IllegalStateException("%s is not there: run this after `package`".formatted(jar));
    }
    return jar;
  }

  private static void read(Process process, CompletableFuture<URI> url) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(SERVES)) {
          url.complete(URI.create(line.substring(SERVES.length())));
        }
      }
      url.completeExceptionally(
          new IllegalStateException("the node ended before it served; see node.log"));
    } catch (IOException e) {
      url.completeExceptionally(e);
    }
  }

  public URI url() {
    return url;
  }

  public long pid() {
    return process.pid();
  }

  /** {@code kill -9}: nothing of the node's own runs any more. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM; returns the exit status. */
  public int terminate() {
    process.destroy();
    return awaitEnd();
  }

  private int awaitEnd() {
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("the node did not end in time");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      terminate();
    }
  }
}

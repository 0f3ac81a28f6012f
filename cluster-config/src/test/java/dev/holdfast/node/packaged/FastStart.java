package dev.holdfast.node.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The launcher's AOT cache, for the nodes of tests: made once a build by whoever asks first, it
 * halves what each of some thirty starts takes. A help, never a condition: they only take longer
 * without it.
 */
final class FastStart {
  private static final long TRAIN_SECONDS_MAX = 120;

  private static final Logger LOG = LoggerFactory.getLogger(FastStart.class);

  /** What has failed once would only cost its time again. */
  private static boolean givenUp;

  private FastStart() {}

  /** What a node started from that jar gets beside the flags, which decide whether a cache fits. */
  static synchronized List<String> flags(Path jar, List<String> flags) {
    Path cache = jar.resolveSibling("packaged-node.aot");
    Path lock = jar.resolveSibling("packaged-node.aot.lock");
    // Two JVMs with tests run at a time: one of them trains, the other waits for it. The lock is
    // the process's, hence `synchronized` for its threads.
    try (FileChannel file =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = file.lock()) {
      if (!isOf(cache, jar) && !givenUp) {
        train(cache, jar, flags);
      }
      return isOf(cache, jar) ? List.of("-XX:AOTCache=" + cache) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JVM itself does not notice a jar that was built anew: it would run the old classes. */
  private static boolean isOf(Path cache, Path jar) throws IOException {
    return Files.exists(cache)
        && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  private static void train(Path cache, Path jar, List<String> flags) throws IOException {
    Path partial = jar.resolveSibling("packaged-node.aot.partial");
    Path said = jar.resolveSibling("packaged-node.aot.log");
    Files.deleteIfExists(partial);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-Xlog:disable", "-XX:AOTCacheOutput=" + partial));
    command.addAll(List.of("-cp", jar.toString(), PackagedNode.NODE, "train"));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    if (ended(process) && Files.exists(partial)) {
      // Only a complete cache ever has the final name.
      Files.move(partial, cache, StandardCopyOption.ATOMIC_MOVE);
    } else {
      givenUp = true;
      LOG.warn("no AOT cache was made, nodes start without: {}", Files.readString(said));
    }
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(TRAIN_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      // The JVM that writes the cache is a child of the one that was trained.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}

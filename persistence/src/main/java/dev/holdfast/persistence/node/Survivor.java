package dev.holdfast.persistence.node;

import dev.holdfast.persistence.DatabaseUnfitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a server that a killed node left behind on our folder. The caller holds the folder's lock,
 * so no living node owns that server. It is never killed outright: a killed postmaster leaves its
 * children writing.
 */
final class Survivor {
  private static final Duration FAST_SHUTDOWN = Duration.ofSeconds(10);
  private static final Duration IMMEDIATE_SHUTDOWN = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Path PROCESSES = Path.of("/proc");
  private static final Logger LOG = LoggerFactory.getLogger(Survivor.class);

  private final Path database;
  private final Path programs;

  Survivor(Path database, Path programs) {
    this.database = database;
    this.programs = programs;
  }

  /** Returns when no process works in the folder any more; throws when one will not go. */
  void stop() throws IOException {
    Path pidFile = database.resolve("postmaster.pid");
    Optional<Long> pid = pid(pidFile);
    if (pid.isPresent() && holdsFolder(pid.get())) {
      LOG.info("stopping the database process {} that an earlier node left behind", pid.get());
      signal("INT", pid.get());
      if (!gone(pid.get(), FAST_SHUTDOWN)) {
        signal("QUIT", pid.get());
        if (!gone(pid.get(), IMMEDIATE_SHUTDOWN)) {
          throw new DatabaseUnfitException(
              "the database process %d of an earlier node still works in %s and does not stop. Stop it, then start again."
                  .formatted(pid.get(), database));
        }
      }
    }
    awaitOrphans();
    if (pid(pidFile).filter(Survivor::alive).isPresent()) {
      // The number belongs to another program now (after a restart of the machine or container), at
      // which PostgreSQL would stop short. Nobody works in the folder, so the file says nothing.
      Files.deleteIfExists(pidFile);
    }
  }

  /** Children of a postmaster that was killed end by themselves, within moments. */
  private void awaitOrphans() {
    if (!until(FAST_SHUTDOWN, () -> !anyoneInFolder())) {
      throw new DatabaseUnfitException(
          "a process of an earlier database still works in %s. Stop it, then start again."
              .formatted(database));
    }
  }

  private boolean gone(long pid, Duration atMost) {
    return until(atMost, () -> !holdsFolder(pid));
  }

  private static boolean until(Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return true;
  }

  /** A process of the server has the database folder as its working directory. */
  private boolean holdsFolder(long pid) {
    if (Files.isDirectory(PROCESSES)) {
      try {
        // A process that ended and was not reaped yet has no working directory.
        return Files.readSymbolicLink(PROCESSES.resolve(Long.toString(pid)).resolve("cwd"))
            .equals(database.toRealPath());
      } catch (IOException e) {
        return false;
      }
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().command())
        .filter(command -> Path.of(command).startsWith(programs))
        .isPresent();
  }

  private boolean anyoneInFolder() {
    if (!Files.isDirectory(PROCESSES)) {
      return false; // PostgreSQL's own check of its shared memory remains
    }
    try (Stream<Path> processes = Files.list(PROCESSES)) {
      return processes
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .anyMatch(name -> holdsFolder(Long.parseLong(name)));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).isPresent();
  }

  private void signal(String name, long pid) throws IOException {
    // Java can only ask to terminate (which waits for clients) or kill.
    Command.Ended ended =
        Command.run(
            List.of("sh", "-c", "kill -" + name + " " + pid), programs, Duration.ofSeconds(5));
    if (!ended.well()) {
      LOG.debug("kill -{}: {}", name, ended.printed());
    }
  }

  private static Optional<Long> pid(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Files.readAllLines(file).stream()
        .findFirst()
        .filter(line -> line.matches("\\d{1,10}"))
        .map(Long::valueOf);
  }
}

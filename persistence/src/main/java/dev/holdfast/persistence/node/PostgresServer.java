package dev.holdfast.persistence.node;

import dev.holdfast.persistence.DatabaseUnfitException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts and stops the server process on a database folder that exists. */
final class PostgresServer {
  /** A start after a crash replays the log since the last checkpoint, at most about 1 GB. */
  private static final Duration START_MAX = Duration.ofMinutes(5);

  private static final Duration STOP_MAX = Duration.ofMinutes(1);

  /** After these pauses a start is tried again: another program may have taken the free port. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5));

  /** On the command line, where no file can override them. */
  private static final List<String> OPTIONS =
      List.of(
          // Durable against a killed process and a power cut, whatever the files say.
          "fsync=on",
          "full_page_writes=on",
          "synchronous_commit=on",
          // This machine only, by TCP: a socket file's path may be longer than the system allows.
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          // The node's pool, a migration, a person with psql.
          "max_connections=40",
          // Hot pages of the journal's index; the operating system caches the rest.
          "shared_buffers=128MB",
          "wal_buffers=16MB",
          // Statements here take microseconds: compiling or sharing them out costs more.
          "jit=off",
          "max_parallel_workers_per_gather=0",
          "max_logical_replication_workers=0",
          // No extra I/O processes beside a few connections.
          "io_method=sync",
          // Bounds the time of a start after a crash.
          "max_wal_size=1GB",
          "checkpoint_timeout=5min",
          "timezone=UTC",
          "log_timezone=UTC",
          // Never a statement or a key in the log: they hold what users stored.
          "log_min_messages=warning",
          "log_min_error_statement=panic",
          "log_error_verbosity=terse",
          "log_checkpoints=off");

  private final PostgresPrograms programs;
  private final RunAs runAs;
  private final Path folder;
  private final Path database;

  PostgresServer(PostgresPrograms programs, RunAs runAs, Path folder, Path database) {
    this.programs = programs;
    this.runAs = runAs;
    this.folder = folder;
    this.database = database;
  }

  /** Starts it and returns its port, once it answers. Throws {@link DatabaseUnfitException}. */
  int start() throws IOException {
    Path log = folder.resolve("postgres.log");
    for (int attempt = 0; ; attempt++) {
      new Survivor(database, programs.folder()).stop();
      if (Files.exists(log)) {
        // One earlier log is kept: the file begins anew at every start and so stays small.
        Files.move(log, folder.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
      int port = freePort();
      Command.Ended ended = control(START_MAX, "-l", log.toString(), "-o", options(port), "start");
      if (ended.well()) {
        return port;
      }
      if (attempt == PAUSES.size()) {
        throw new DatabaseUnfitException(
            "the node's own PostgreSQL under %s did not start: %s. See %s."
                .formatted(folder, ended.printed(), log));
      }
      LockSupport.parkNanos(PAUSES.get(attempt).toNanos());
    }
  }

  /** A fast clean shutdown: clients are cut off, everything is on disk, the next start is quick. */
  void stop() throws IOException {
    Command.Ended ended = control(STOP_MAX, "-m", "fast", "stop");
    if (!ended.well()) {
      throw new DatabaseUnfitException(
          "the node's own PostgreSQL under %s did not stop: %s. The next start takes it over."
              .formatted(folder, ended.printed()));
    }
  }

  private Command.Ended control(Duration atMost, String... arguments) throws IOException {
    // pg_ctl puts the server into a session of its own: Ctrl-C at the node must reach the node
    // alone, which then finishes its commits and stops the server last.
    List<String> words =
        Stream.concat(
                Stream.of(
                    programs.program("pg_ctl").toString(),
                    "-w",
                    "-t",
                    Long.toString(atMost.toSeconds()),
                    "-D",
                    database.toString()),
                Stream.of(arguments))
            .toList();
    return Command.run(runAs.words(words), folder, atMost.plusSeconds(10));
  }

  private static String options(int port) {
    return Stream.concat(Stream.of("port=" + port), OPTIONS.stream())
        .map(option -> "-c " + option)
        .collect(Collectors.joining(" "));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

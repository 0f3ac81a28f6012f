package dev.holdfast.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processor time that a server and its database have used, from {@code /proc} (Linux); both are 0
 * elsewhere.
 */
public record CpuTime(double serverMicros, double databaseMicros) {
  /** USER_HZ, which Linux fixes at 100 for what it shows in /proc (proc(5)). */
  private static final double MICROS_A_TICK = 10_000;

  private static final Path PROC = Path.of("/proc");

  /**
   * Reads both.
   *
   * @param data the folder below which the server's PostgreSQL keeps its own
   */
  public static CpuTime of(long server, Path data) {
    double database = postmaster(data).map(CpuTime::familyTicks).orElse(0.0);
    return new CpuTime(ticks(server, false) * MICROS_A_TICK, database * MICROS_A_TICK);
  }

  public CpuTime since(CpuTime before) {
    return new CpuTime(serverMicros - before.serverMicros, databaseMicros - before.databaseMicros);
  }

  private static Optional<Long> postmaster(Path data) {
    try {
      Path file = data.resolve("postgres/db/postmaster.pid");
      return Files.readString(file).lines().findFirst().map(String::strip).map(Long::valueOf);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The postmaster, its children, and those that have ended. */
  private static double familyTicks(long postmaster) {
    try (Stream<Path> entries = Files.list(PROC)) {
      double children =
          entries
              .map(entry -> entry.getFileName().toString())
              .filter(name -> Character.isDigit(name.charAt(0)))
              .mapToLong(Long::parseLong)
              .filter(pid -> isChild(pid, postmaster))
              .mapToDouble(pid -> ticks(pid, false))
              .sum();
      return children + ticks(postmaster, true);
    } catch (IOException e) {
      return 0;
    }
  }

  private static boolean isChild(long pid, long parent) {
    return fields(pid).map(f -> f[1].equals(Long.toString(parent))).orElse(false);
  }

  private static double ticks(long pid, boolean withEnded) {
    return fields(pid)
        .map(f -> {
          double own = Double.parseDouble(f[11]) + Double.parseDouble(f[12]);
          double ended = Double.parseDouble(f[13]) + Double.parseDouble(f[14]);
          return withEnded ? own + ended : own;
        })
        .orElse(0.0);
  }

  /** What follows the name in brackets, which may itself hold blanks: state, parent, ... */
  private static Optional<String[]> fields(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException e) {
      return Optional.empty(); // it has ended meanwhile
    }
  }
}

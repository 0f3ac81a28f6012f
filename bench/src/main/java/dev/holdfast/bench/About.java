package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Says how a table came about. */
final class About {
  private About() {}

  static String text(Plan plan, long minutes) {
    return """
    Measured in one run of %d minutes on one machine that also ran the load and the databases: %d \
    processors (%s), %s, JDK %s. Contenders took turns; figures are medians of %d rounds, each \
    after %d passes that were thrown away, each throughput measured for %d s; every round over \
    HTTP and in process has processes and databases of its own. All databases are PostgreSQL of \
    the same build and settings, `fsync` on. Ratios tell; the figures themselves are this \
    machine's.

    - **Holdfast** over HTTP is the packaged node as `./holdfast run` starts it; in process it is a \
    node's host and store without its edge.
    - **raw Pekko** is a plain sharded `EventSourcedBehavior` (events are a `Long`, its cheapest \
    case) with the stock JDBC journal tuned as well as we know, over HTTP behind the same \
    server with the same settings and no edge at all.
    - *CPU* is processor time for one operation: of the server's process (in process that \
    includes the load), and of its database.
    """
        .formatted(
            minutes,
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            Runtime.version(),
            plan.rounds(),
            plan.warmups(),
            plan.time().toSeconds());
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}

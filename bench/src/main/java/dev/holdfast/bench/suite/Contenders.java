package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.contender.RawHttpMain;
import dev.holdfast.bench.contender.RawSocketMain;
import dev.holdfast.bench.contender.SleeperMain;
import dev.holdfast.bench.contender.WorkerMain;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.process.Jvm;
import dev.holdfast.bench.process.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts contenders, each on data of its own. */
final class Contenders {
  static final String HOLDFAST = "Holdfast";
  static final String RAW = "raw Pekko";
  private static final String SERVES = "Holdfast serves at ";

  private Contenders() {}

  /**
   * A running contender.
   *
   * @param address where it serves HTTP; port 0 for one that does not
   */
  record Running(ServerProcess process, Path data, InetSocketAddress address)
      implements AutoCloseable {
    CpuTime cpu() {
      return CpuTime.of(process.pid(), data);
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /** The packaged node by the launcher, on the data that is there. */
  static Running node(Plan plan, Path data, Map<String, String> environment) {
    List<String> command =
        List.of(
            plan.project().resolve("holdfast").toString(),
            "run",
            "--port",
            "0",
            "--data",
            data.toString());
    ServerProcess process = ServerProcess.start("node", command, environment, plan.logs());
    return new Running(process, data, address(process.awaitLine(SERVES)));
  }

  /** What the launcher is told: never build, and use the same JDK as everybody. */
  static Map<String, String> environment(String aot, String flags) {
    return Map.of(
        "HOLDFAST_BUILD",
        "off",
        "HOLDFAST_AOT",
        aot,
        "HOLDFAST_JAVA_HOME",
        Jvm.home().toString(),
        "HOLDFAST_JAVA_OPTS",
        flags);
  }

  /** Raw Pekko over HTTP, on fresh data. */
  static Running rawHttp(Plan plan, List<String> flags) throws IOException {
    Path data = fresh(plan, "raw-http");
    List<String> command = Jvm.command(flags, RawHttpMain.class, data.toString());
    ServerProcess process = ServerProcess.start("raw-http", command, Map.of(), plan.logs());
    return new Running(process, data, address(process.awaitLine("ready ")));
  }

  /** A bare WebSocket server, which has no data; {@code gathering} or {@code flushing}. */
  static Running rawSockets(Plan plan, String way) throws IOException {
    String name = "raw-sockets-" + way;
    List<String> command = Jvm.command(List.of(), RawSocketMain.class, way);
    ServerProcess process = ServerProcess.start(name, command, Map.of(), plan.logs());
    return new Running(process, fresh(plan, name), address(process.awaitLine("ready ")));
  }

  /** A node of objects that sleep whenever they can, on fresh data. */
  static Running sleepers(Plan plan) throws IOException {
    Path data = fresh(plan, "sleepers");
    List<String> command =
        Jvm.command(List.of(), SleeperMain.class, "run", "--port", "0", "--data", data.toString());
    ServerProcess process = ServerProcess.start("sleepers", command, Map.of(), plan.logs());
    return new Running(process, data, address(process.awaitLine(SERVES)));
  }

  /** A contender in process, on fresh data. */
  static Running worker(Plan plan, String kind, int snapshotEvery, List<String> flags)
      throws IOException {
    return worker(plan, kind, fresh(plan, "worker-" + kind), snapshotEvery, flags);
  }

  /** A contender in process, on the data that is there. */
  static Running worker(Plan plan, String kind, Path data, int snapshotEvery, List<String> flags) {
    String name = data.getFileName().toString();
    List<String> command =
        Jvm.command(
            flags, WorkerMain.class, kind, data.toString(), Integer.toString(snapshotEvery));
    ServerProcess process = ServerProcess.start(name, command, Map.of(), plan.logs());
    String _ = process.awaitLine("ready");
    return new Running(process, data, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static InetSocketAddress address(String url) {
    URI uri = URI.create(url);
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /** The contender's data folder, empty. */
  static Path fresh(Plan plan, String name) throws IOException {
    Path folder = plan.data(name);
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }
}

package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.HttpLoad;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** From starting the launcher to {@code /ready}, on data that is there. */
public final class StartSuite implements Suite {
  private static final String WITH = "Holdfast, AOT cache";
  private static final String WITHOUT = "Holdfast, no AOT cache";
  private static final String CLEAN = "after a clean end";
  private static final String KILLED = "after kill -9";
  private static final int OBJECTS = 1_000;
  private static final Duration READY_MAX = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    Path data = Contenders.fresh(plan, "node");
    fill(plan, data);
    Rounds rounds = new Rounds(name());
    rounds.step(CLEAN, WITH, "s", () -> start(plan, data, "on", false));
    rounds.step(CLEAN, WITHOUT, "s", () -> start(plan, data, "off", false));
    // Leaves its database behind for the one after it, which is the one that is measured.
    rounds.step("to be killed", WITH, "s", () -> start(plan, data, "on", true));
    rounds.step(KILLED, WITH, "s", () -> start(plan, data, "on", true));
    rounds.step("to tidy up", WITH, "s", () -> start(plan, data, "on", false));
    rounds.run(plan, report);
    for (String what : new String[] {CLEAN, KILLED}) {
      report.bound(
          "start to ready on existing data, " + what,
          report.get(name(), what, WITH),
          what.equals(CLEAN) ? Optional.of(report.get(name(), CLEAN, WITHOUT)) : Optional.empty(),
          Optional.of(3.5));
    }
  }

  private static void fill(Plan plan, Path data) throws IOException {
    try (Running node = Contenders.node(plan, data, environment("on"))) {
      var _ =
          HttpLoad.run(
              node.address(),
              new HttpLoad.Shape("POST", "/objects/counter/%d", OBJECTS, 16, Duration.ZERO));
    }
  }

  private static Map<String, String> environment(String aot) {
    return Contenders.environment(aot, "");
  }

  private static Sample start(Plan plan, Path data, String aot, boolean kill) throws IOException {
    long started = System.nanoTime();
    try (Running node = Contenders.node(plan, data, environment(aot))) {
      while (!isReady(node)) {
        if (System.nanoTime() - started > READY_MAX.toNanos()) {
          throw new IllegalStateException("the node is not ready after " + READY_MAX);
        }
        LockSupport.parkNanos(10_000_000);
      }
      Sample sample = Sample.of((System.nanoTime() - started) / 1e9);
      if (kill) {
        node.process().kill();
      }
      return sample;
    }
  }

  private static boolean isReady(Running node) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            java.net
                .URI
                .create("http://127.0.0.1:%d/ready".formatted(node.address().getPort()))
                .toURL()
                .openConnection();
    try {
      return connection.getResponseCode() == 200;
    } finally {
      connection.disconnect();
    }
  }
}

package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.HttpLoad;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Durable increments through three nodes of this machine beside those through one. */
public final class ClusterRateSuite implements Suite {
  private static final String RATE = "increments, 10,000 names";
  private static final String CPU = "processor time of an increment, nodes and database";
  private static final String ONE = "one node";
  private static final int NODES = 3;

  /** Both sides have three loads of so many. */
  private static final int CONNECTIONS = 21;

  private static final int NAMES = 10_000;

  /** A thread for each load, which it never gives back before its end. */
  private static final Executor THREADS = load -> Thread.ofPlatform().start(load);

  private static final double RATE_MIN = 0.55;
  private static final double CPU_MAX = 1.6;

  @Override
  public String name() {
    return "cluster-rate";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    for (int round = 1; round <= plan.rounds(); round++) {
      // Every other round backwards, as everywhere.
      List<Integer> sizes = round % 2 == 1 ? List.of(1, NODES) : List.of(NODES, 1);
      for (int nodes : sizes) {
        measure(plan, report, round, nodes);
      }
    }
    report.ratio(
        "increments through three nodes of two cores beside one",
        report.get(name(), RATE, HOLDFAST),
        report.get(name(), RATE, ONE),
        Optional.of(RATE_MIN));
    double ratio =
        report.get(name(), CPU, HOLDFAST).median() / report.get(name(), CPU, ONE).median();
    report.holds(
        "processor time of an increment: at most 1.6 x",
        report.get(name(), CPU, HOLDFAST),
        ratio <= CPU_MAX,
        "%.2f x".formatted(ratio));
  }

  private void measure(Plan plan, Report report, int round, int nodes) throws Exception {
    Path data = Contenders.fresh(plan, "cluster-database");
    List<Running> running = new ArrayList<>();
    try (NodePostgres database = NodePostgres.start(data)) {
      Map<String, String> environment = environment(database.settings());
      for (int i = 0; i < nodes; i++) {
        Path own = Contenders.fresh(plan, "cluster-node-" + i);
        running.add(Contenders.node(plan, own, environment));
      }
      List<LoadResult> _ = load(running, plan.time().multipliedBy(plan.warmups()));
      double before = micros(running, data);
      List<LoadResult> results = load(running, plan.time());
      // Each load asks for every name first, which is work, too.
      double acknowledged = results.stream().mapToLong(LoadResult::acknowledged).sum();
      double micros = (micros(running, data) - before) / acknowledged;
      double rate =
          results.stream().mapToDouble(result -> result.measured() / result.seconds()).sum();
      String who = nodes == 1 ? ONE : HOLDFAST;
      report.add(name(), RATE, who, "/s", Sample.of(rate));
      report.add(name(), CPU, who, "us", Sample.of(micros));
      System.err.printf(
          "%s round %d %d nodes %,.0f /s %.0f us%n", name(), round, nodes, rate, micros);
    } finally {
      running.forEach(Running::close);
    }
  }

  private static Map<String, String> environment(DatabaseSettings settings) {
    Map<String, String> environment = new HashMap<>(Contenders.environment("on", ""));
    environment.put("HOLDFAST_DB", settings.url());
    environment.put("HOLDFAST_DB_USER", settings.user().orElseThrow());
    environment.put("HOLDFAST_DB_PASSWORD", settings.password().orElseThrow());
    return environment;
  }

  /** Three at a time, each through the next node. */
  private static List<LoadResult> load(List<Running> nodes, Duration time) {
    HttpLoad.Shape shape =
        new HttpLoad.Shape("POST", "/objects/counter/rate-%d", NAMES, CONNECTIONS, time);
    List<CompletableFuture<LoadResult>> loads = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      Running node = nodes.get(i % nodes.size());
      loads.add(CompletableFuture.supplyAsync(() -> run(node, shape), THREADS));
    }
    return loads.stream().map(CompletableFuture::join).toList();
  }

  private static LoadResult run(Running node, HttpLoad.Shape shape) {
    try {
      return HttpLoad.run(node.address(), shape);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double micros(List<Running> nodes, Path database) {
    double servers = 0;
    double shared = 0;
    for (Running node : nodes) {
      CpuTime used = CpuTime.of(node.process().pid(), database);
      servers += used.serverMicros();
      shared = used.databaseMicros();
    }
    return servers + shared;
  }
}

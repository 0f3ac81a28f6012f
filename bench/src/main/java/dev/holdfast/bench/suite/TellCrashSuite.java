package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.Jvm;
import dev.holdfast.bench.process.ServerProcess;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.node.crash.CrashNode;
import dev.holdfast.node.exchange.CourierMain;
import dev.holdfast.node.exchange.ExchangeOutcome;
import dev.holdfast.node.exchange.ExchangeOutcome.Kill;
import dev.holdfast.node.exchange.ExchangeTrial;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** {@code kill -9} while objects exchange numbered messages; twenty times, on the same data. */
public final class TellCrashSuite implements Suite {
  /** Of the {@code crash} suite there are ten for each of two databases. */
  private static final int KILLS_FACTOR = 2;

  private static final String REST = "ready to the last delivery";

  @Override
  public String name() {
    return "tell-crash";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    Path data = Contenders.fresh(plan, name());
    long seed = new SplittableRandom().nextLong(1, 1_000_000);
    System.err.println(name() + " seed " + seed);
    ExchangeOutcome outcome =
        ExchangeTrial.run(
            data,
            environment -> start(plan, data.resolve("node"), environment),
            plan.crashRounds() * KILLS_FACTOR,
            seed,
            round -> System.err.println(name() + " round " + round));
    System.err.println(name() + " " + outcome.line());
    double seconds = outcome.restMillis() / 1_000.0;
    report.add(name(), REST, HOLDFAST, "s", Sample.of(seconds));
    report.holds(
        "kill -9 while objects exchange messages: each takes effect once and in order",
        report.get(name(), REST, HOLDFAST),
        outcome.faults().isEmpty() && outcome.telling() > 0,
        outcome.line());
    report.note(table(outcome));
  }

  private static String table(ExchangeOutcome outcome) {
    String lines = outcome.kills().stream().map(TellCrashSuite::line).collect(Collectors.joining());
    return """
    ### kill -9 while objects exchange messages

    Seed %d. *Uncommitted* turns were decided when the node died and had to be decided again, or left no trace.

    | kill | after | decided in this life | uncommitted | restart |
    |---|---|---|---|---|
    %s\
    """
        .formatted(outcome.seed(), lines);
  }

  private static String line(Kill kill) {
    return String.format(
        Locale.ROOT,
        "| %d | %.1f s | %d | %d | %.1f s |%n",
        kill.round(),
        kill.useMillis() / 1_000.0,
        kill.decided(),
        kill.uncommitted(),
        kill.restartMillis() / 1_000.0);
  }

  private static CrashNode start(Plan plan, Path data, Map<String, String> environment) {
    List<String> command =
        Jvm.command(List.of(), CourierMain.class, "run", "--port", "0", "--data", data.toString());
    ServerProcess process = ServerProcess.start("couriers", command, environment, plan.logs());
    URI url = URI.create(process.awaitLine("Holdfast serves at "));
    return new CrashNode() {
      @Override
      public URI url() {
        return url;
      }

      @Override
      public void kill() {
        process.kill();
      }

      @Override
      public void close() {
        process.close();
      }
    };
  }
}

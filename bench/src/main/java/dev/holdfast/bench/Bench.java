package dev.holdfast.bench;

import dev.holdfast.bench.report.MarkdownTable;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.ResultFiles;
import dev.holdfast.bench.suite.AlarmCrashSuite;
import dev.holdfast.bench.suite.AlarmPendingSuite;
import dev.holdfast.bench.suite.AlarmPunctualitySuite;
import dev.holdfast.bench.suite.AlarmStormSuite;
import dev.holdfast.bench.suite.ChaosSuite;
import dev.holdfast.bench.suite.ChatSuite;
import dev.holdfast.bench.suite.ClusterRateSuite;
import dev.holdfast.bench.suite.CrashSuite;
import dev.holdfast.bench.suite.DatabaseSuite;
import dev.holdfast.bench.suite.FailoverSuite;
import dev.holdfast.bench.suite.HeapSuite;
import dev.holdfast.bench.suite.HttpSuite;
import dev.holdfast.bench.suite.HungCallsSuite;
import dev.holdfast.bench.suite.InProcessSuite;
import dev.holdfast.bench.suite.ProfileRun;
import dev.holdfast.bench.suite.RollingSuite;
import dev.holdfast.bench.suite.SocketBroadcastSuite;
import dev.holdfast.bench.suite.SocketIdleSuite;
import dev.holdfast.bench.suite.SocketSleepSuite;
import dev.holdfast.bench.suite.StartSuite;
import dev.holdfast.bench.suite.Suite;
import dev.holdfast.bench.suite.TellCrashSuite;
import dev.holdfast.bench.suite.TellSuite;
import dev.holdfast.bench.suite.WakeSuite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark: everything in one table, or some of it, or a profile of one contender. */
@Command(
    name = "bench/run",
    description = "Measures Holdfast against raw Pekko, the database and itself.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Bench implements Callable<Integer> {
  private static final List<Suite> SUITES =
      List.of(
          new DatabaseSuite(),
          new HttpSuite(),
          new InProcessSuite(),
          new ChatSuite(),
          new HeapSuite(),
          new WakeSuite(),
          new TellSuite(),
          new HungCallsSuite(),
          new AlarmStormSuite(),
          new AlarmPunctualitySuite(),
          new AlarmPendingSuite(),
          new AlarmCrashSuite(),
          new SocketIdleSuite(),
          new SocketBroadcastSuite(),
          new SocketSleepSuite(),
          new StartSuite(),
          new CrashSuite(),
          new TellCrashSuite(),
          new ClusterRateSuite(),
          new FailoverSuite(),
          new RollingSuite(),
          new ChaosSuite());

  @Option(
      names = "--project",
      required = true,
      description = "The folder of the launcher; bench/run gives it.")
  private Path project = Path.of("");

  @Option(names = "--quick", description = "One short round of each, written nowhere.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      description =
          "database, http, process, chat, heap, wake, tells, hung-calls, alarms (or one of them:"
              + " alarms-storm, alarms-even, alarms-pending, alarms-crash), socket (or one of them:"
              + " socket-idle, socket-broadcast, socket-sleep), start, crash, tell-crash,"
              + " cluster-rate, failover, rolling, chaos.")
  private List<String> only = List.of();

  @Option(names = "--rounds", description = "Rounds whose median counts. Default 5.")
  private @Nullable Integer rounds;

  @Option(names = "--seconds", description = "Length of one measurement of throughput. Default 5.")
  private @Nullable Integer seconds;

  @Option(names = "--crash-rounds", description = "Kills for each database. Default 10.")
  private @Nullable Integer crashRounds;

  @Option(names = "--chaos-minutes", description = "How long a cluster is broken. Default 20.")
  private @Nullable Integer chaosMinutes;

  @Option(names = "--seed", description = "Of runs with faults; each prints its own.")
  private @Nullable Long seed;

  @Option(
      names = "--profile",
      split = ":",
      description =
          "CONTENDER:LOAD, such as http-holdfast:100, http-raw:get, holdfast:1, holdfast:tells,"
              + " raw:10000.")
  private List<String> profile = List.of();

  @Option(names = "--out", description = "Folder of the results. Default bench/results.")
  private @Nullable Path out;

  private Bench() {}

  public static void main(String[] arguments) {
    // Figures in files and tables must not depend on who measures.
    Locale.setDefault(Locale.ROOT);
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Plan plan = plan();
    if (!profile.isEmpty()) {
      System.out.println(ProfileRun.run(plan, profile.getFirst(), profile.getLast()));
      return 0;
    }
    Report report = new Report();
    long started = System.nanoTime();
    for (Suite suite : SUITES) {
      if (only.isEmpty() || only.stream().anyMatch(word -> isNamed(suite, word))) {
        suite.run(plan, report);
      }
    }
    long minutes = (System.nanoTime() - started) / 60_000_000_000L;
    System.out.println(MarkdownTable.comparisons(report));
    if (!quick || out != null) {
      Path folder = Optional.ofNullable(out).orElse(plan.results());
      LocalDate day = LocalDate.now(ZoneOffset.UTC);
      ResultFiles.write(report, folder, day, About.text(plan, minutes));
      System.out.println("Written to " + folder);
    }
    return 0;
  }

  /** By its name, or by what it has in common with others: the part before the hyphen. */
  private static boolean isNamed(Suite suite, String word) {
    return suite.name().equals(word) || suite.name().startsWith(word + "-");
  }

  private Plan plan() {
    Path folder = project.toAbsolutePath().normalize();
    Plan plan = quick ? Plan.quick(folder) : Plan.full(folder);
    plan = rounds == null ? plan : plan.withRounds(rounds);
    plan = seconds == null ? plan : plan.withTime(Duration.ofSeconds(seconds));
    plan = crashRounds == null ? plan : plan.withCrashRounds(crashRounds);
    plan = chaosMinutes == null ? plan : plan.withChaos(Duration.ofMinutes(chaosMinutes));
    return seed == null ? plan : plan.withSeed(seed);
  }
}

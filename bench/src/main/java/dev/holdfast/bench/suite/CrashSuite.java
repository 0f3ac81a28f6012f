package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import dev.holdfast.node.crash.CrashNode;
import dev.holdfast.node.crash.CrashRound;
import dev.holdfast.node.crash.CrashTrial;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code kill -9} in the middle of increments, on the node's own database and on another. */
public final class CrashSuite implements Suite {
  private static final String OWN = "own database";
  private static final String OTHER = "another database";

  @Override
  public String name() {
    return "crash";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    Path data = Contenders.fresh(plan, "node");
    Map<String, String> environment = Contenders.environment("on", "");
    trial(plan, report, OWN, () -> killable(Contenders.node(plan, data, environment)));
    try (NodePostgres other = NodePostgres.start(Contenders.fresh(plan, "other"))) {
      DatabaseSettings settings = other.settings();
      Map<String, String> there = new HashMap<>(environment);
      there.put("HOLDFAST_DB", settings.url());
      there.put("HOLDFAST_DB_USER", settings.user().orElseThrow());
      there.put("HOLDFAST_DB_PASSWORD", settings.password().orElseThrow());
      trial(plan, report, OTHER, () -> killable(Contenders.node(plan, data, there)));
    }
  }

  private void trial(Plan plan, Report report, String database, CrashNode.Starter starter)
      throws Exception {
    List<String> lines = new ArrayList<>();
    List<CrashRound> rounds =
        CrashTrial.run(
            starter,
            plan.crashRounds(),
            new SplittableRandom(),
            round -> {
              lines.add(line(round));
              System.err.println("crash    " + database + " " + lines.getLast());
              report.add(
                  name(),
                  "kill to first answer, " + database,
                  HOLDFAST,
                  "s",
                  Sample.of(round.restartMillis() / 1_000.0));
            });
    long sound = rounds.stream().filter(CrashRound::isSound).count();
    long telling = rounds.stream().filter(CrashRound::isTelling).count();
    report.holds(
        "kill -9 under 64 clients, " + database,
        report.get(name(), "kill to first answer, " + database, HOLDFAST),
        sound == rounds.size() && telling == rounds.size(),
        "%d of %d rounds sound (%d in full use)".formatted(sound, rounds.size(), telling));
    report.note(table(database, lines));
  }

  private static String table(String database, List<String> lines) {
    return """
    ### kill -9, %s

    | round | acknowledged ≤ | counted | ≤ sent | keys | = counted | requests with a key | restart |  |
    |---|---|---|---|---|---|---|---|---|
    %s\
    """
        .formatted(database, String.join("\n", lines));
  }

  private static String line(CrashRound round) {
    return String.format(
        Locale.ROOT,
        "| %d | %d | %d | %d | %d | %d | %d | %.1f s | %s |",
        round.number(),
        round.plainAcknowledged(),
        round.plainCounted(),
        round.plainSent(),
        round.keys(),
        round.keyedCounted(),
        round.keyedSent(),
        round.restartMillis() / 1_000.0,
        round.isSound() ? "sound" : "**WRONG**");
  }

  private static CrashNode killable(Running node) {
    return new CrashNode() {
      @Override
      public URI url() {
        return URI.create("http://127.0.0.1:" + node.address().getPort());
      }

      @Override
      public void kill() {
        node.process().kill();
      }

      @Override
      public void close() {
        node.close();
      }
    };
  }
}

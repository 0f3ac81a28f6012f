package dev.holdfast.node.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.chaos.ChaosTrial.Setup;
import dev.holdfast.node.chaos.cluster.NodeProgram;
import dev.holdfast.node.chaos.objects.ChaosMain;
import dev.holdfast.node.chaos.objects.Planted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some faults on three nodes, and what a cluster that is wrong looks like; bench runs more. */
@Tag("chaos") // run by itself: see the node's pom.xml
class ChaosIT {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);

  /** Any other is as good; what is printed runs it again. */
  private static final long SEED = Long.getLong("chaos.seed", 2_026);

  private static final List<Fault> FAULTS =
      List.of(Fault.KILL, Fault.PAUSE, Fault.PARTITION, Fault.RESTART);

  private static final int PROBES = 24;

  @TempDir Path folder;

  @Test
  void whatever_breaks_nothing_acknowledged_is_lost_or_doubled_and_histories_are_linearizable()
      throws InterruptedException {
    ChaosOutcome outcome = run(3, FAULTS, Duration.ofMillis(500), Planted.NOTHING);

    assertThat(outcome.faults()).isEmpty();
    if (System.getenv("HOLDFAST_CI") == null) {
      assertThat(outcome.seen()).as("faults that this machine permits").isNotEmpty();
    } else {
      assertThat(outcome.seen())
          .as("all faults; a partition takes network namespaces, and the right to make them")
          .hasSize(FAULTS.size());
    }
  }

  @Test
  void a_dropped_commit_a_doubled_message_and_a_stale_read_would_be_found()
      throws InterruptedException {
    ChaosOutcome outcome = run(1, List.of(), Duration.ofSeconds(4), Planted.EVERYTHING);

    assertThat(outcome.faults())
        .as("dropped commits of counters with even numbers")
        .anyMatch(fault -> fault.matches("counter t\\d*[02468]: two increments were answered.*"))
        .as("stale reads of counters with odd numbers")
        .anyMatch(fault -> fault.matches("counter t\\d*[13579]: .*, yet only later was .*"))
        .as("messages received twice")
        .anyMatch(fault -> fault.matches("c\\d+ received number \\d+ of c\\d+ twice"));
  }

  private ChaosOutcome run(int nodes, List<Fault> faults, Duration calm, Planted planted)
      throws InterruptedException {
    Path jar = Path.of("target", "holdfast-node.jar").toAbsolutePath();
    ChaosOutcome outcome =
        ChaosTrial.run(
            new Setup(
                NodeProgram.packaged(jar, ChaosMain.class),
                folder,
                nodes,
                SEED,
                FaultPlan.of(faults),
                Duration.ofMillis(60),
                PROBES,
                calm,
                planted),
            seen -> LOG.info("{}", seen.line().strip()));
    LOG.info("{}", outcome.line());
    return outcome;
  }
}

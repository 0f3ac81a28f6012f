package dev.holdfast.node.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.chaos.ChaosTrial.Setup;
import dev.holdfast.node.chaos.cluster.NodeProgram;
import dev.holdfast.node.chaos.objects.ChaosMain;
import dev.holdfast.node.chaos.objects.Planted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three nodes, some of each kind of fault; bench runs more of them for longer. */
class ChaosIT {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosIT.class);

  /** Any other is as good; what is printed runs it again. */
  private static final long SEED = Long.getLong("chaos.seed", 2_026);

  private static final int NODES = 3;

  private static final List<Fault> FAULTS =
      List.of(Fault.KILL, Fault.PARTITION, Fault.PAUSE, Fault.RESTART);

  @TempDir Path folder;

  @Test
  void whatever_breaks_nothing_acknowledged_is_lost_or_doubled_and_histories_are_linearizable()
      throws InterruptedException {
    ChaosOutcome outcome =
        ChaosTrial.run(
            new Setup(
                NodeProgram.packaged(
                    Path.of("target", "holdfast-node.jar").toAbsolutePath(), ChaosMain.class),
                folder,
                NODES,
                SEED,
                FaultPlan.of(FAULTS),
                Duration.ofMillis(100),
                24,
                Duration.ofMillis(500),
                Planted.NOTHING),
            seen -> LOG.info("{}", seen.line().strip()));
    LOG.info("{}", outcome.line());
    assertThat(outcome.faults()).isEmpty();
  }
}

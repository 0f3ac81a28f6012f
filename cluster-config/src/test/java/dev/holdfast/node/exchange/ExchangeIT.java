package dev.holdfast.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.crash.CrashNode;
import dev.holdfast.node.packaged.PackagedNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The packaged node with a catalogue of its own, killed in the middle; bench runs more rounds. */
class ExchangeIT {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeIT.class);
  private static final int ROUNDS = 3;

  /** Any other is as good; what is printed runs it again. */
  private static final long SEED = Long.getLong("exchange.seed", 2_026);

  @TempDir Path folder;

  @Test
  void whatever_is_killed_each_parcel_and_each_result_takes_effect_once_and_in_order()
      throws Exception {
    ExchangeOutcome outcome = ExchangeTrial.run(folder, this::start, ROUNDS, SEED, _ -> {});

    LOG.info("{}", outcome.line());
    outcome.kills().forEach(kill -> LOG.info("{}", kill));
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.kills()).hasSize(ROUNDS);
    assertThat(outcome.telling()).as("kills that hit an uncommitted turn").isPositive();
  }

  private CrashNode start(Map<String, String> environment) {
    PackagedNode node =
        PackagedNode.start(
            CourierMain.class, folder.resolve("data"), environment, "--examples", "off");
    return new CrashNode() {
      @Override
      public URI url() {
        return node.url();
      }

      @Override
      public void kill() {
        node.kill();
      }

      @Override
      public void close() {
        node.close();
      }
    };
  }
}

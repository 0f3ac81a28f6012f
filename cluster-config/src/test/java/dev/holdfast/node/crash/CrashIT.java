package dev.holdfast.node.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.packaged.PackagedNode;
import dev.holdfast.persistence.DatabaseSettings;
import dev.holdfast.persistence.node.NodePostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged node, killed in the middle of 64 clients' increments; bench runs more rounds. */
class CrashIT {
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void a_kill_loses_nothing_acknowledged_and_counts_keyed_requests_once_on_its_own_database()
      throws IOException, InterruptedException {
    requireSound(() -> killable(PackagedNode.start(folder.resolve("data"), Map.of())));
  }

  @Test
  void a_kill_loses_nothing_acknowledged_and_counts_keyed_requests_once_on_another_database()
      throws IOException, InterruptedException {
    try (NodePostgres other = NodePostgres.start(folder.resolve("other"))) {
      DatabaseSettings settings = other.settings();
      Map<String, String> password =
          Map.of("HOLDFAST_DB_PASSWORD", settings.password().orElseThrow());
      requireSound(() ->
          killable(
              PackagedNode.start(
                  folder.resolve("data"),
                  password,
                  "--db",
                  settings.url(),
                  "--db-user",
                  settings.user().orElseThrow())));
    }
  }

  private static void requireSound(CrashNode.Starter starter)
      throws IOException, InterruptedException {
    List<CrashRound> rounds = CrashTrial.run(starter, ROUNDS, new SplittableRandom(2_026), _ -> {});
    assertThat(rounds).hasSize(ROUNDS).allMatch(CrashRound::isSound, "sound");
    assertThat(rounds).as("the node was in use when it was killed").allMatch(CrashRound::isTelling);
  }

  private static CrashNode killable(PackagedNode node) {
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

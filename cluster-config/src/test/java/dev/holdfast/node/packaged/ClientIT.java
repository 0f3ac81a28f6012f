package dev.holdfast.node.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * holdfast-client in Node against the packaged node. What is checked is in the scripts; here is
 * what happens to the node meanwhile: a script says {@code at NAME} where something is to happen.
 */
class ClientIT {
  private static final Path SCRIPTS = Path.of("src", "test", "resources", "client");
  private static final long SCRIPT_SECONDS_MAX = 120;

  @TempDir Path folder;

  @BeforeEach
  void needs_node() {
    if (System.getenv("HOLDFAST_CI") == null) {
      assumeThat(node())
          .as("Node is not installed: holdfast-client is not tested against a node here")
          .isPresent();
    }
  }

  @Test
  void two_clients_of_a_chat_lose_and_double_nothing_when_cut_off_and_when_the_node_is_killed()
      throws IOException, InterruptedException {
    PackagedNode[] node = {PackagedNode.start(folder.resolve("data"), Map.of())};
    try (Relay relay = new Relay(node[0].url())) {
      run(
          "chat.js",
          relay,
          "",
          place -> {
            switch (place) {
              case "cut" -> relay.cut();
              case "kill" -> {
                node[0].kill();
                node[0] = PackagedNode.start(folder.resolve("data"), Map.of());
                relay.leadTo(node[0].url());
              }
              default -> throw new AssertionError("nothing to do at " + place);
            }
          });
    } finally {
      node[0].close();
    }
  }

  @Test
  void who_was_away_too_long_gets_a_snapshot_and_counted_entries_are_resumed()
      throws IOException, InterruptedException {
    try (PackagedNode node = PackagedNode.start(folder.resolve("data"), Map.of());
        Relay relay = new Relay(node.url())) {
      run("away.js", relay, "", _ -> relay.cut());
    }
  }

  @Test
  void a_guarded_socket_opens_by_a_ticket_for_each_try_and_by_a_token_among_the_subprotocols()
      throws IOException, InterruptedException {
    String token = "a-token-of-this-test-0123456789";
    Map<String, String> environment = Map.of("HOLDFAST_API_TOKEN", token);
    try (PackagedNode node = PackagedNode.start(folder.resolve("data"), environment);
        Relay relay = new Relay(node.url())) {
      run("signin.js", relay, token, _ -> relay.cut());
    }
  }

  private static Optional<Path> node() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "node"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void run(String script, Relay relay, String token, Consumer<String> happening)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            node().orElseThrow().toString(),
            "--experimental-websocket",
            "--no-warnings",
            SCRIPTS.resolve(script).toString(),
            relay.url().toString(),
            token);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith("at ")) {
          happening.accept(line.substring("at ".length()));
        }
      }
    } finally {
      if (!process.waitFor(SCRIPT_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    assertThat(process.waitFor()).as(said.toString()).isZero();
    assertThat(said).contains("all is well");
  }
}

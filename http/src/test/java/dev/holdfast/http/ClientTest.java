package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests of holdfast-client, which are its own and run in Node. */
class ClientTest {
  private static final Path TESTS = Path.of("client", "test");

  @Test
  void the_clients_own_tests_pass_in_node() throws IOException, InterruptedException {
    if (System.getenv("HOLDFAST_CI") == null) {
      assumeThat(node())
          .as("Node is not installed: holdfast-client is not tested here")
          .isPresent();
    }
    List<String> command = new ArrayList<>(List.of(node().orElseThrow().toString(), "--test"));
    try (Stream<Path> files = Files.list(TESTS)) {
      files.map(Path::toString).filter(name -> name.endsWith(".test.js")).forEach(command::add);
    }
    assertThat(command).as("test files").hasSizeGreaterThan(3);
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(said).isZero();
    assertThat(said).contains("# fail 0").doesNotContain("# pass 0");
  }

  private static Optional<Path> node() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "node"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

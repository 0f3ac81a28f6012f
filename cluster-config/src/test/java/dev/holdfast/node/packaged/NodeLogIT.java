package dev.holdfast.node.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node writes to standard error: set up before anything else can log. */
class NodeLogIT {
  @TempDir Path data;

  @Test
  void a_node_logs_in_its_own_layout_and_nothing_below_its_level() throws IOException {
    try (PackagedNode first = PackagedNode.start(data, Map.of())) {
      first.kill();
    }
    // It finds what the killed one left, and says so.
    try (PackagedNode second = PackagedNode.start(data, Map.of())) {
      assertThat(second.terminate()).isZero();
    }
    assertThat(Files.readAllLines(data.resolve("node.log")))
        .isNotEmpty()
        .allMatch(line -> line.matches("[0-9:.]{12} (INFO |WARN |ERROR) \\w+ - .*"));
  }
}

package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.Caller;
import dev.holdfast.runtime.host.ContractWorld;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local work that never ends, as the object that asked for it meets it. */
class EndlessWorkTest {
  @TempDir private static Path data;
  private TestNode.Storage storage;
  private ContractWorld world;

  @BeforeEach
  void start() {
    storage = TestNode.Storage.start(data);
    world = TestNode.world(storage, ContractWorld.LIMITS);
  }

  @AfterEach
  void stop() {
    world.host.close();
    storage.close();
  }

  @Test
  void it_comes_back_as_timed_out_and_its_object_goes_on_meanwhile() {
    ObjectId id = world.fresh("caller");
    world.send(id, new Caller.Shout(Caller.FOR_EVER));
    world.send(id, new Caller.Shout("hey"));
    world.eventually(
        "that it timed out", () -> world.ask(id, new Caller.Seen()).contains("timed-out"));
    world.eventually("the other", () -> world.ask(id, new Caller.Seen()).contains("HEY"));
    assertThat(world.ask(id, new Caller.Seen()).split(" "))
        .containsExactlyInAnyOrder("shouted:timed-out:1", "shouted:HEY");
  }
}

package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.examples.Room;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.ContractWorld;
import dev.holdfast.runtime.host.FaultyStore.Fault;
import dev.holdfast.runtime.host.stored.Committed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hub, a host and a store as a node has them, and an object that comes and goes behind its
 * sockets. The {@code socket-sleep} suite of the benchmark does it over the network, with more.
 */
class SocketsOutliveSleepTest {
  private static final long SWEEP_PAUSE_NANOS = 100_000;
  private static final int SLEEPS = 10;

  /** It sleeps in nearly every round, of which each begins when all have heard the one before. */
  private static final int ROUNDS_MAX = 500;

  @TempDir private static Path data;
  private static TestNode.Storage storage;
  private final RoomClients clients = new RoomClients();
  private ContractWorld world;
  private ObjectId room;

  @BeforeAll
  static void startStorage() {
    storage = TestNode.Storage.start(data);
  }

  @AfterAll
  static void closeStorage() {
    storage.close();
  }

  @BeforeEach
  void start() {
    Catalogue rooms = Catalogue.of(Room.TYPE.idleAfter(Duration.ZERO));
    world = TestNode.world(storage, rooms, clients.hub);
    room = world.fresh(Room.TYPE.name());
  }

  @AfterEach
  void stop() {
    world.host.close();
  }

  private void sayAndHear() {
    clients.sayEach();
    world.eventually("all to have heard", clients::haveGotAll);
  }

  @Test
  void under_traffic_no_socket_is_closed_and_no_frame_is_lost_or_doubled_or_out_of_order() {
    clients.open(room, 50);
    Thread sweeping = Thread.ofPlatform().daemon().start(this::sweep);

    for (int round = 0; round < ROUNDS_MAX && world.host.counters().sleeps() < SLEEPS; round++) {
      sayAndHear();
    }
    sweeping.interrupt();

    assertThat(world.host.counters().wakes()).isGreaterThanOrEqualTo(SLEEPS);
    clients.requireWhole();
  }

  private void sweep() {
    while (!Thread.currentThread().isInterrupted()) {
      world.host.sweep();
      LockSupport.parkNanos(SWEEP_PAUSE_NANOS);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void a_crash_of_the_object_costs_no_connection(Fault fault) {
    clients.open(room, 3);
    sayAndHear();

    world.store.failNextAppend(room, fault);
    sayAndHear();
    sayAndHear();

    assertThat(world.host.counters().commitFailures()).isEqualTo(1);
    clients.requireWhole();
  }

  @Test
  void a_fence_before_the_object_costs_no_connection() {
    clients.open(room, 3);
    sayAndHear();

    var foreign = new Committed(world.clock.instant(), List.of(), List.of(), List.of());
    world.store.writeForeign(room, foreign);
    sayAndHear();
    sayAndHear();

    assertThat(world.host.counters().commitFailures()).isEqualTo(1);
    clients.requireWhole();
  }
}

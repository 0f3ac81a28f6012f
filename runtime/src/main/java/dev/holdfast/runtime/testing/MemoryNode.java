package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.host.DeterministicHost;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.host.StoredAlarms;
import dev.holdfast.runtime.host.StoredLogFrames;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A node in memory: a store that lasts, and a host and a hub that a restart replaces.
 *
 * <p>Thread rule: one thread.
 */
final class MemoryNode {
  private final Catalogue catalogue;
  private final Limits limits;
  private final Map<String, String> settings;
  private final HandClock clock = new HandClock();
  private final MemoryStore store = new MemoryStore();
  private final TurnTrace trace = new TurnTrace();
  private final TestCalls calls = new TestCalls();
  private int sockets;
  private Run run;

  /** What is gone when the node goes down. */
  private record Run(int number, DeterministicHost host, RecordingHub hub) {}

  MemoryNode(Catalogue catalogue, Limits limits, Instant start, Map<String, String> settings) {
    this.catalogue = catalogue;
    this.limits = limits;
    this.settings = new HashMap<>(settings);
    clock.set(start);
    run = run(1);
  }

  private Run run(int number) {
    // A name of its own for each: objects find out that the sockets of a hub before it are gone.
    RecordingHub hub =
        new RecordingHub("test-hub-" + number, catalogue, new StoredLogFrames(store));
    var host = new DeterministicHost(catalogue, limits, clock, store, hub, calls, settings);
    host.watch(trace::turn);
    host.takeOver(store.wakes());
    return new Run(number, host, hub);
  }

  /** As after {@code kill -9}: only what is stored is there again. What is overdue is fired. */
  void restart(Duration down) {
    run.hub().loseAll();
    run.host().stop();
    calls.forget();
    trace.note(clock.instant(), down.isZero() ? "the node is restarted" : "down for " + down);
    clock.advance(down);
    run = run(run.number() + 1);
    run.host().advance(Duration.ZERO);
  }

  Answer deliver(Delivery delivery) {
    return run.host().deliver(delivery).toCompletableFuture().getNow(new Answer.TimedOut());
  }

  Catalogue catalogue() {
    return catalogue;
  }

  DeterministicHost host() {
    return run.host();
  }

  TestCalls calls() {
    return calls;
  }

  RecordingHub hub() {
    return run.hub();
  }

  SocketId newSocket() {
    return new SocketId(hub().name(), "socket-" + ++sockets);
  }

  Instant now() {
    return clock.instant();
  }

  void setting(String name, String value) {
    settings.put(name, value);
  }

  StoredAlarms alarms(ObjectId object) {
    return StoredAlarms.of(store, object);
  }

  /** How often the object committed. */
  long commits(ObjectId object) {
    return store.load(object).toCompletableFuture().join().sequence();
  }

  /** What happened here, for who reads a failed test. */
  String story() {
    return trace.story(now(), store);
  }
}

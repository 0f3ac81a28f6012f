package dev.holdfast.node.chaos;

import dev.holdfast.node.chaos.cluster.Cluster;
import dev.holdfast.node.chaos.cluster.NodeProcess;
import dev.holdfast.node.chaos.load.Edges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Does to a cluster what a {@link Fault} says, and undoes it. */
final class Injector {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final int DELAY_MILLIS_MAX = 60;
  private static final int SKEW_MILLIS_MAX = 400;

  private final Cluster cluster;
  private final Edges edges;
  private final List<String> remarks = new ArrayList<>();

  Injector(Cluster cluster, Edges edges) {
    this.cluster = cluster;
    this.edges = edges;
  }

  /** Begins it and lets it last; what takes a node down and up again is over on return. */
  void begin(Fault fault, int victim, Duration time, RandomGenerator random) {
    switch (fault) {
      case KILL -> cluster.process(victim).kill();
      case PAUSE -> cluster.process(victim).pause();
      case PARTITION -> {
        cluster.relay(victim).cut();
        others(victim).forEach(other -> cluster.network().part(victim, other));
      }
      case SPLIT -> others(victim).forEach(other -> cluster.network().part(victim, other));
      case ONE_WAY -> others(victim).forEach(other -> cluster.network().cut(victim, other));
      case DATABASE_CUT -> cluster.relay(victim).cut();
      case DATABASE_SLOW -> slow(Duration.ofMillis(random.nextInt(1, DELAY_MILLIS_MAX)));
      case SKEW -> {
        int off = random.nextInt(SKEW_MILLIS_MAX / 2, SKEW_MILLIS_MAX);
        restart(victim, Duration.ofMillis(random.nextBoolean() ? off : -off));
      }
      case HOUR_OFF -> hourOff(victim, time);
      case RESTART -> restart(victim, Duration.ZERO);
      case ROLLING -> {
        for (int node = 0; node < cluster.nodes(); node++) {
          restart(node, Duration.ZERO);
        }
      }
    }
  }

  /** Undoes it; the node may have ended meanwhile. */
  void end(Fault fault, int victim) {
    switch (fault) {
      case PAUSE -> cluster.process(victim).goOn();
      case PARTITION -> {
        others(victim).forEach(other -> cluster.network().join(victim, other));
        cluster.relay(victim).mend();
      }
      case SPLIT, ONE_WAY -> others(victim).forEach(other -> cluster.network().join(victim, other));
      case DATABASE_CUT -> cluster.relay(victim).mend();
      case DATABASE_SLOW -> slow(Duration.ZERO);
      case SKEW -> restart(victim, Duration.ZERO);
      case KILL, HOUR_OFF, RESTART, ROLLING -> {}
    }
  }

  private List<Integer> others(int victim) {
    List<Integer> others = new ArrayList<>();
    for (int node = 0; node < cluster.nodes(); node++) {
      if (node != victim) {
        others.add(node);
      }
    }
    return others;
  }

  private void slow(Duration delay) {
    for (int node = 0; node < cluster.nodes(); node++) {
      cluster.relay(node).delay(delay);
    }
  }

  /** SIGTERM, its end, a new life that is ready. */
  private void restart(int node, Duration clockAhead) {
    NodeProcess process = cluster.process(node);
    process.terminate();
    int status = process.awaitEnd();
    if (status != 0) {
      remarks.add("node %d ended with %d when told to".formatted(node, status));
    }
    cluster.forget(node);
    start(node, clockAhead);
    awaitReady(node);
  }

  private void start(int node, Duration clockAhead) {
    cluster.launch(node, clockAhead);
    awaitStarted(node);
  }

  /** Waits until it serves; one that ends instead is started again by {@link #revive}. */
  void awaitStarted(int node) {
    try {
      cluster.awaitServing(node);
    } catch (CompletionException e) {
      remarks.add("node %d did not start: %s".formatted(node, e.getCause().getMessage()));
    }
  }

  private void awaitReady(int node) {
    long until = System.nanoTime() + READY_MAX.toNanos();
    while (!edges.isReady(node) && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /** It must not be ready while its clock is so far off; whether it starts at all is its choice. */
  private void hourOff(int victim, Duration time) {
    NodeProcess before = cluster.process(victim);
    before.terminate();
    before.awaitEnd();
    cluster.forget(victim);
    cluster.launch(victim, Duration.ofHours(1));
    NodeProcess process = cluster.process(victim);
    try {
      cluster.awaitServing(victim);
    } catch (CompletionException refused) {
      remarks.add("refused to start");
    }
    long until = System.nanoTime() + time.toNanos();
    boolean ready = false;
    while (process.isAlive() && System.nanoTime() - until < 0) {
      ready |= edges.isReady(victim);
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    remarks.add(ready ? "**WAS READY**" : "never ready");
    process.terminate();
    process.awaitEnd();
    cluster.forget(victim);
    start(victim, Duration.ZERO);
  }

  /** Starts what has ended, by a fault or by itself. */
  void revive() {
    for (int node = 0; node < cluster.nodes(); node++) {
      NodeProcess process = cluster.process(node);
      if (!process.isAlive()) {
        if (!process.wasTold()) {
          remarks.add("node %d ended by itself, %d".formatted(node, process.awaitEnd()));
        }
        cluster.forget(node);
        start(node, Duration.ZERO);
      }
    }
  }

  boolean allReady() {
    for (int node = 0; node < cluster.nodes(); node++) {
      if (!cluster.process(node).isAlive() || !edges.isReady(node)) {
        return false;
      }
    }
    return true;
  }

  /** What was seen since the last time that anybody asked. */
  String remarks() {
    String all = String.join("; ", remarks);
    remarks.clear();
    return all;
  }
}

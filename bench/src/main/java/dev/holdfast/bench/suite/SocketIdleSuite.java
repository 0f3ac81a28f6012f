package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.IdleSockets;
import dev.holdfast.bench.process.Descriptors;
import dev.holdfast.bench.process.Memory;
import dev.holdfast.bench.profile.ClassHistogram;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Memory of the node's process that an idle socket holds while its object is asleep: in one room,
 * and with an object each. By how much the process grows from one without sockets, which has had
 * some before.
 */
public final class SocketIdleSuite implements Suite {
  private static final String WORKERD = "workerd";

  /** Sockets that bring what all share: classes, compiled code, pools. */
  private static final int FIRST = 500;

  private static final String HELD = "holdfast_edge_sockets";
  private static final String AWAKE = "holdfast_objects_awake{type=\"room\"}";

  /** What cancelled time-outs hold, see {@link HeapSuite}; and twice what a heartbeat takes. */
  private static final Duration TIMERS_GONE = Duration.ofSeconds(32);

  private static final int ROUNDS_MAX = 3;
  private static final int CLASSES_SHOWN = 20;
  private static final double KILOBYTES_MAX = 20;

  /**
   * @param workerd kilobytes a socket that workerd took, measured the same way on such a machine
   */
  private record Case(String what, double workerd, IntFunction<String> paths) {}

  private static final List<Case> CASES =
      List.of(
          new Case("idle socket, all in one room", 90, _ -> "/objects/room/all"),
          new Case("idle socket, a room each", 270, number -> "/objects/room/of-" + number));

  private final List<String> lines = new ArrayList<>();

  @Override
  public String name() {
    return "socket-idle";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    Descriptors.require(plan.heapStep());
    for (int round = 1; round <= Math.min(plan.rounds(), ROUNDS_MAX); round++) {
      for (Case one : CASES) {
        measure(plan, report, one, round);
      }
    }
    for (Case one : CASES) {
      report.add(name(), one.what(), WORKERD, "KB", Sample.of(one.workerd()));
      report.bound(
          one.what(),
          report.get(name(), one.what(), HOLDFAST),
          Optional.of(report.get(name(), one.what(), WORKERD)),
          Optional.of(KILOBYTES_MAX));
    }
    report.note(table());
  }

  private void measure(Plan plan, Report report, Case one, int round) throws IOException {
    int count = plan.heapStep();
    try (Running node =
        Contenders.node(plan, Contenders.fresh(plan, "node"), Contenders.environment("on", ""))) {
      open(node, _ -> "/objects/room/first", FIRST).close();
      awaitAsleep(node, 0);
      long pid = node.process().pid();
      Memory before = Memory.settled(pid);
      ClassHistogram classesBefore = ClassHistogram.of(pid);
      try (IdleSockets sockets = open(node, one.paths(), count)) {
        awaitAsleep(node, count);
        LockSupport.parkNanos(TIMERS_GONE.toNanos());
        note(report, one, Memory.settled(pid).since(before), count);
        ClassHistogram classes = ClassHistogram.of(pid).since(classesBefore);
        if (sockets.lost() > 0) {
          throw new IllegalStateException("%d sockets were closed".formatted(sockets.lost()));
        }
        if (round == 1) {
          String table = classes.table(count, CLASSES_SHOWN);
          report.note("### Where the heap goes: %s\n\n%s".formatted(one.what(), table));
        }
      }
    }
  }

  private static IdleSockets open(Running node, IntFunction<String> paths, int count)
      throws IOException {
    return IdleSockets.open(node.address(), paths, count);
  }

  private static void awaitAsleep(Running node, int sockets) throws IOException {
    NodePage.await(node, HELD, sockets);
    NodePage.await(node, AWAKE, 0);
  }

  private void note(Report report, Case one, Memory more, int count) {
    report.add(name(), one.what(), HOLDFAST, "KB", Sample.of(more.resident() / count));
    lines.add(
        String.format(
            Locale.ROOT,
            "| %s | %,d | %.1f | %.1f | %.1f | %.1f |",
            one.what(),
            count,
            more.resident() / count,
            more.used() / count,
            more.committed() / count,
            (more.resident() - more.committed()) / count));
    System.err.println(name() + " " + lines.getLast());
  }

  private String table() {
    return """
    ### Idle sockets, kilobytes each

    | what | sockets | process | heap in use | heap committed | the rest |
    |---|---|---|---|---|---|
    %s\
    """
        .formatted(String.join("\n", lines));
  }
}

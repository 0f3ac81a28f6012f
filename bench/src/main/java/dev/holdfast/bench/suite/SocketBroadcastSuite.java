package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.BroadcastLoad;
import dev.holdfast.bench.load.BroadcastLoad.Shape;
import dev.holdfast.bench.load.BroadcastResult;
import dev.holdfast.bench.load.Latencies;
import dev.holdfast.bench.process.CpuTime;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A room of 500 sockets, each frame stored and then sent to all: the greatest rate of frames
 * delivered, and latency at half of that; beside a bare server that stores nothing, at its best and
 * as it is commonly written.
 */
public final class SocketBroadcastSuite implements Suite {
  private static final String BARE = "bare Netty";
  private static final String FLUSHING = "bare Netty, a flush a frame";
  private static final String WORKERD = "workerd";

  private static final int SOCKETS = 500;
  private static final int SENDERS = 50;

  /** On their way at once, of all senders: 400, fewer than a node queues for one client. */
  private static final int WINDOW = 8;

  /** What workerd delivered a second from such a room, stored, on such a machine. */
  private static final double WORKERD_RATE = 32_000;

  private static final double WORKERD_SHARE = 3;
  private static final double BARE_SHARE = 0.6;
  private static final double HALF_P99_MILLIS = 250;

  private static final String UNIT = "frames/s";
  private static final String GREATEST =
      "broadcast to %d sockets, greatest rate".formatted(SOCKETS);
  private static final String HALF = "broadcast at half of it";
  private static final String HALF_ALL = "broadcast at half of it, p99 until all have it";

  private final List<String> lines = new ArrayList<>();
  private long faults;
  private int runs;

  @Override
  public String name() {
    return "socket-broadcast";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    for (int round = 1; round <= plan.rounds(); round++) {
      round(plan, report, round);
    }
    report.add(name(), GREATEST, WORKERD, UNIT, Sample.of(WORKERD_RATE));
    ratio(report, WORKERD, Optional.of(WORKERD_SHARE));
    ratio(report, BARE, Optional.of(BARE_SHARE));
    ratio(report, FLUSHING, Optional.empty());
    report.bound(
        HALF_ALL,
        report.get(name(), HALF_ALL, HOLDFAST),
        Optional.of(report.get(name(), HALF_ALL, BARE)),
        Optional.of(HALF_P99_MILLIS));
    report.holds(
        "broadcast: every socket got every frame, all in one order",
        report.get(name(), GREATEST, HOLDFAST),
        faults == 0,
        faults == 0 ? "in all %d runs".formatted(runs) : "%,d faults".formatted(faults));
    report.note("### Broadcasts, every run\n\n" + String.join("\n", lines));
  }

  private void ratio(Report report, String beside, Optional<Double> atLeast) {
    report.ratio(
        GREATEST + ", beside " + beside,
        report.get(name(), GREATEST, HOLDFAST),
        report.get(name(), GREATEST, beside),
        atLeast);
  }

  private void round(Plan plan, Report report, int round) throws Exception {
    // No AOT cache: it would bring profiles of earlier runs, which the other side has not.
    try (Running ours =
            Contenders.node(
                plan, Contenders.fresh(plan, "node"), Contenders.environment("off", ""));
        Running bare = Contenders.rawSockets(plan, "gathering");
        Running flushing = Contenders.rawSockets(plan, "flushing")) {
      new Rounds(name())
          .step(GREATEST, HOLDFAST, UNIT, () -> greatest(plan, ours, HOLDFAST))
          .step(GREATEST, BARE, UNIT, () -> greatest(plan, bare, BARE))
          .step(GREATEST, FLUSHING, UNIT, () -> greatest(plan, flushing, FLUSHING))
          .runOnce(plan, report, round);
      half(plan, report, ours, HOLDFAST);
      half(plan, report, bare, BARE);
    }
  }

  private Sample greatest(Plan plan, Running contender, String who) throws IOException {
    return run(contender, who, GREATEST, Shape.greatest(SOCKETS, SENDERS, WINDOW, plan.time()));
  }

  /** Of the rate that was measured last. */
  private void half(Plan plan, Report report, Running contender, String who) throws IOException {
    double rate = report.get(name(), GREATEST, who).samples().getLast().value() / 2;
    Shape shape = Shape.steady(SOCKETS, SENDERS, rate, plan.time().multipliedBy(2));
    Sample sample = run(contender, who, HALF, shape);
    report.add(name(), HALF, who, UNIT, sample);
    report.add(name(), HALF_ALL, who, "ms", Sample.of(sample.p99() / 1_000));
  }

  private Sample run(Running contender, String who, String what, Shape shape) throws IOException {
    CpuTime before = contender.cpu();
    BroadcastResult result =
        BroadcastLoad.run(contender.address(), "/objects/room/run-" + lines.size(), shape);
    CpuTime used = contender.cpu().since(before);
    // The bare server lets a socket in a moment after it is open, and promises nothing.
    if (who.equals(HOLDFAST)) {
      faults += result.faults();
      runs++;
    }
    lines.add("- %s, %s: %s".formatted(who, what, result.line()));
    System.err.println(lines.getLast());
    Latencies last = result.last();
    double frames = (double) result.sent() * shape.sockets();
    return new Sample(
        result.rate(),
        last.micros(0.5),
        last.micros(0.99),
        used.serverMicros() / frames,
        used.databaseMicros() / frames,
        result.faults());
  }
}

package dev.holdfast.bench.suite;

import static dev.holdfast.bench.suite.Contenders.HOLDFAST;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.BroadcastLoad;
import dev.holdfast.bench.load.BroadcastLoad.Shape;
import dev.holdfast.bench.load.BroadcastResult;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * An object with 1,000 sockets that all send, and that leaves memory whenever it has nothing to do
 * just then: no socket may be closed, no frame lost or doubled, and what it stores must reach every
 * socket once and in order.
 */
public final class SocketSleepSuite implements Suite {
  private static final int SOCKETS = 1_000;

  /** 100 wakes for the plan's 1,000 sleepers: it takes a second to be looked at. */
  private static final int SLEEPERS_A_WAKE = 10;

  private static final String OBJECT = "/objects/sleeper/one";

  /** Delivered a second; it comes to 40 frames in, with pauses in which the object can leave. */
  private static final double RATE = 40_000;

  /** It leaves once a second at most. */
  private static final Duration TIME_MAX = Duration.ofMinutes(5);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final String WHAT =
      "frames of %,d sockets of a sleeping object".formatted(SOCKETS);

  private volatile boolean enough;

  @Override
  public String name() {
    return "socket-sleep";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    int wakes = plan.sleepers() / SLEEPERS_A_WAKE;
    try (Running node = Contenders.sleepers(plan)) {
      enough = false;
      Thread looking = Thread.ofPlatform().daemon().start(() -> look(node, wakes));
      Shape shape = Shape.steady(SOCKETS, SOCKETS, RATE, TIME_MAX);
      BroadcastResult result = BroadcastLoad.run(node.address(), OBJECT, shape, () -> enough);
      looking.join();
      add(report, result, said(node), wakes);
    }
  }

  private void add(Report report, BroadcastResult result, Said said, int wakes) {
    double p50 = result.last().micros(0.5);
    double p99 = result.last().micros(0.99);
    Sample sample = new Sample(result.rate(), p50, p99, Double.NaN, Double.NaN, result.faults());
    report.add(name(), WHAT, HOLDFAST, "/s", sample);
    boolean holds = result.faults() == 0 && said.frames() == result.sent() && said.wakes() >= wakes;
    String words =
        "%,d wakes; %,d frames in, %,d of them stored, each out at %,d sockets, %d faults"
            .formatted(said.wakes(), result.sent(), said.frames(), SOCKETS, result.faults());
    System.err.printf("%s %s, %s%n", name(), words, result.line());
    report.holds(
        ("sleeping and waking with %,d sockets under traffic: none closed, nothing lost, doubled or"
                + " out of order")
            .formatted(SOCKETS),
        report.get(name(), WHAT, HOLDFAST),
        holds,
        words);
  }

  /** What the object says of itself. */
  private record Said(long wakes, long frames) {}

  private static Said said(Running node) throws IOException {
    String[] words = NodePage.get(node, OBJECT).split("/", -1);
    return new Said(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  private void look(Running node, int wanted) {
    long until = System.nanoTime() + TIME_MAX.toNanos();
    try {
      while (said(node).wakes() < wanted && System.nanoTime() < until) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      enough = true;
    }
  }
}

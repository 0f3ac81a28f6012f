package dev.holdfast.node.chaos;

import dev.holdfast.node.chaos.cluster.Cluster;
import dev.holdfast.node.chaos.cluster.NodeProgram;
import dev.holdfast.node.chaos.load.Edges;
import dev.holdfast.node.chaos.load.Probes;
import dev.holdfast.node.chaos.load.RequestWindow;
import dev.holdfast.node.chaos.load.SilenceProbe;
import dev.holdfast.node.chaos.load.Workload;
import dev.holdfast.node.chaos.objects.Planted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses a cluster, breaks it as a {@link FaultPlan} says, and checks what its clients saw against
 * what is left.
 */
public final class ChaosTrial {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosTrial.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration STEADY_MAX = Duration.ofSeconds(60);

  /** Two nodes, each off by as much as a ready node may be. */
  private static final Duration SKEW_MAX = Duration.ofSeconds(1);

  /** For what is on its way when clients end: redeliveries come after 15 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /**
   * How a run is made.
   *
   * @param folder an empty one
   * @param nodes how many; a single one is avoided by nobody
   * @param seed decides what clients do, whom the first fault hits and how long each lasts
   * @param pauseMax between two requests of a client
   * @param probes objects that are asked every 100 ms
   * @param calm between two faults
   * @param planted what the nodes' objects do wrong
   */
  public record Setup(
      NodeProgram program,
      Path folder,
      int nodes,
      long seed,
      FaultPlan plan,
      Duration pauseMax,
      int probes,
      Duration calm,
      Planted planted) {}

  private final Setup setup;
  private final Cluster cluster;
  private final Edges edges;
  private final Injector injector;
  private final SplittableRandom random;
  private final long started = System.nanoTime();

  /** In turns: who was hit last has nothing much to lose yet. */
  private int nextVictim;

  private ChaosTrial(Setup setup, Cluster cluster, Edges edges) {
    this.setup = setup;
    this.cluster = cluster;
    this.edges = edges;
    this.injector = new Injector(cluster, edges);
    this.random = new SplittableRandom(setup.seed());
    this.nextVictim = random.nextInt(setup.nodes());
  }

  /** Runs to its end, telling what each fault did as it ends. */
  public static ChaosOutcome run(Setup setup, Consumer<FaultSeen> ended)
      throws InterruptedException {
    Map<String, String> environment = Map.of(Planted.VARIABLE, setup.planted().name());
    try (Cluster cluster = Cluster.of(setup.program(), setup.folder(), environment, setup.nodes());
        Edges edges = new Edges(cluster)) {
      return new ChaosTrial(setup, cluster, edges).run(ended);
    }
  }

  private ChaosOutcome run(Consumer<FaultSeen> ended) throws InterruptedException {
    for (int node = 0; node < setup.nodes(); node++) {
      cluster.launch(node);
    }
    for (int node = 0; node < setup.nodes(); node++) {
      injector.awaitStarted(node);
    }
    LOG.info("{} nodes serve after {} ms", setup.nodes(), millisSince(started));
    Workload load = new Workload(edges, random.split(), setup.pauseMax(), SKEW_MAX);
    List<FaultSeen> seen = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    try (Probes probes = new Probes(edges, setup.probes())) {
      require(awaitSteady(probes), "the cluster was not ready within " + STEADY_MAX, faults);
      LOG.info("every node is ready and every object answers after {} ms", millisSince(started));
      load.start();
      for (Optional<Fault> next = next(); next.isPresent(); next = next()) {
        LockSupport.parkNanos(setup.calm().toNanos());
        seen.add(inject(next.get(), probes));
        ended.accept(seen.getLast());
      }
      LockSupport.parkNanos(setup.calm().toNanos());
    }
    LOG.info("the last fault has ended after {} ms", millisSince(started));
    faults.addAll(load.finish(PATIENCE));
    LOG.info("all is checked after {} ms", millisSince(started));
    return new ChaosOutcome(setup.seed(), cluster.network().words(), seen, load.counts(), faults);
  }

  private static void require(boolean held, String otherwise, List<String> faults) {
    if (!held) {
      faults.add(otherwise);
    }
  }

  private Optional<Fault> next() {
    return setup.plan().next(cluster.network(), random);
  }

  private FaultSeen inject(Fault fault, Probes probes) {
    int victim = nextVictim++ % setup.nodes();
    Duration time = fault.time(random);
    probes.avoid(fault.isPlanned() || setup.nodes() == 1 ? -1 : victim);
    // As long as a probe lasts that went to the victim before.
    LockSupport.parkNanos(setup.calm().toNanos());
    RequestWindow window = edges.newWindow();
    Optional<SilenceProbe> silence =
        fault.silences()
            ? cluster.url(victim).map(url -> new SilenceProbe(edges, url))
            : Optional.empty();
    long at = System.nanoTime();
    injector.begin(fault, victim, time, random);
    LockSupport.parkNanos(Math.max(1, time.toNanos() - (System.nanoTime() - at)));
    OptionalLong answers = fault.isLoss() ? awaitAnswers(probes, at) : OptionalLong.empty();
    OptionalLong silent = silence.stream().mapToLong(SilenceProbe::lastAnswerMillis).findFirst();
    silence.ifPresent(SilenceProbe::close);
    injector.end(fault, victim);
    long lasted = millisSince(at);
    answers = fault.isLoss() ? answers : awaitAnswers(probes, at);
    boolean steady = awaitSteady(probes);
    long whole = millisSince(at);
    edges.newWindow();
    return new FaultSeen(
        fault,
        victim,
        (at - started) / 1_000_000,
        lasted,
        answers,
        steady ? OptionalLong.of(whole) : OptionalLong.empty(),
        silent,
        probes.longestStallMillis(at),
        window.slowestMillis(),
        window.failed(),
        window.answered(),
        remark(window));
  }

  /** How long after this time every object answered what it was asked after it. */
  private static OptionalLong awaitAnswers(Probes probes, long at) {
    long until = System.nanoTime() + STEADY_MAX.toNanos();
    while (!probes.allAnswered(at) && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return probes.allAnswered(at)
        ? OptionalLong.of(probes.millisUntilAllAnswered(at))
        : OptionalLong.empty();
  }

  private String remark(RequestWindow window) {
    String failures = window.failed() == 0 ? "" : "by status " + window.failures() + "; ";
    return failures + injector.remarks();
  }

  /** Every node runs and is ready, every object answers. */
  private boolean awaitSteady(Probes probes) {
    long until = System.nanoTime() + STEADY_MAX.toNanos();
    boolean steady = false;
    while (!steady && System.nanoTime() - until < 0) {
      injector.revive();
      steady = injector.allReady() && probes.allAnswer();
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return steady;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}

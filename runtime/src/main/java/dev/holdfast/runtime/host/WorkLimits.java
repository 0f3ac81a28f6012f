package dev.holdfast.runtime.host;

/**
 * Bounds of local work on one node.
 *
 * @param threads pieces of work that run at once, at least 1. Of one kind it is one less, and at
 *     least one: work that hangs leaves a thread to others
 * @param waitingMax calls that wait for a thread; past it {@code Busy}
 * @param waitingPerWorkMax of these for one kind of work; past it {@code Busy}
 * @param waitingBytesMax inputs of all that wait; past it {@code Busy}
 * @param waitingBytesPerWorkMax of these for one kind; one call always fits; past it {@code Busy}
 */
public record WorkLimits(
    int threads,
    int waitingMax,
    int waitingPerWorkMax,
    long waitingBytesMax,
    long waitingBytesPerWorkMax) {

  /** What a node starts with: a thread for each processor, at least two. */
  public static final WorkLimits DEFAULTS =
      new WorkLimits(threads(0), 10_000, 5_000, 64L << 20, 32L << 20);

  public WorkLimits {
    require(threads >= 1, "threads is at least 1");
    require(
        waitingPerWorkMax >= 1 && waitingPerWorkMax <= waitingMax,
        "waitingPerWorkMax is at least 1 and must fit in waitingMax");
    require(
        waitingBytesPerWorkMax >= 1 && waitingBytesPerWorkMax <= waitingBytesMax,
        "waitingBytesPerWorkMax is at least 1 and must fit in waitingBytesMax");
  }

  /** That many, or for 0 one for each processor, at least two. */
  public static int threads(int asked) {
    return asked > 0 ? asked : Math.max(2, Runtime.getRuntime().availableProcessors());
  }

  /** How many pieces of one kind of work run at once. */
  int runningPerWorkMax() {
    return Math.max(1, threads - 1);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ". Change one of the settings.");
    }
  }
}

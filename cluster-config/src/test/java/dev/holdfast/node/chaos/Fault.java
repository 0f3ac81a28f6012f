package dev.holdfast.node.chaos;

import dev.holdfast.node.chaos.cluster.Network;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What is done to a cluster; each ends, and the node that it hit is started again where it must.
 */
public enum Fault {
  KILL("SIGKILL", false, 0, 8_000),
  PAUSE("SIGSTOP", false, 1_000, 10_000),
  PARTITION("cut off from nodes and database", true, 6_000, 12_000),
  SPLIT("cut off from nodes", true, 4_000, 12_000),
  ONE_WAY("cut off from nodes, one way", true, 4_000, 12_000),
  DATABASE_CUT("cut off from the database", false, 1_000, 12_000),
  DATABASE_SLOW("slow database", false, 2_000, 6_000),
  SKEW("clock off by up to 0.4 s", false, 1_000, 4_000),
  HOUR_OFF("clock off by an hour", false, 2_000, 5_000),
  RESTART("planned restart", false, 0, 0),
  ROLLING("rolling restart", false, 0, 0);

  private final String words;
  private final boolean cuts;
  private final int millisMin;
  private final int millisMax;

  Fault(String words, boolean cuts, int millisMin, int millisMax) {
    this.words = words;
    this.cuts = cuts;
    this.millisMin = millisMin;
    this.millisMax = millisMax;
  }

  public String words() {
    return words;
  }

  /** Whether the machine permits it. */
  public boolean isPossible(Network network) {
    return !cuts || network.canCut();
  }

  static List<Fault> possible(Network network) {
    return Stream.of(values()).filter(fault -> fault.isPossible(network)).toList();
  }

  /** How long it lasts; a kill, until the node is started again. */
  Duration time(RandomGenerator random) {
    return Duration.ofMillis(random.nextInt(millisMin, millisMax + 1));
  }

  /** Whether it is done by the book, so that no request may fail. */
  public boolean isPlanned() {
    return this == ROLLING || this == RESTART;
  }

  /** Whether the node is as good as lost, so that its objects must answer elsewhere meanwhile. */
  boolean isLoss() {
    return this == KILL || this == PARTITION || this == SPLIT || this == ONE_WAY;
  }

  /** Whether the node it hit must fall silent: it has no word of the database any more. */
  public boolean silences() {
    return this == PARTITION || this == DATABASE_CUT;
  }
}

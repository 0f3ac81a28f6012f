package dev.holdfast.node.chaos;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What became of a run.
 *
 * @param seed of all that was random
 * @param network in words
 * @param seen one for each fault
 * @param counts what clients did, in words
 * @param faults what cannot be if nothing was lost, one sentence each
 */
public record ChaosOutcome(
    long seed, String network, List<FaultSeen> seen, String counts, List<String> faults) {

  /** The first tell most. */
  private static final int SHOWN = 8;

  public ChaosOutcome {
    seen = List.copyOf(seen);
    faults = List.copyOf(faults);
  }

  public boolean isSound() {
    return faults.isEmpty();
  }

  /** What was found, in words. */
  public String verdict() {
    return isSound()
        ? "sound: nothing lost, nothing doubled, every history linearizable"
        : faults.size()
            + " faults: "
            + String.join("; ", faults.subList(0, Math.min(SHOWN, faults.size())));
  }

  /** One line, with the seed to run it again. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "seed %d, %s, %d faults injected, %s: %s",
        seed,
        network,
        seen.size(),
        counts,
        verdict());
  }

  /** A table of all faults, in Markdown. */
  public String table() {
    return FaultSeen.HEAD + seen.stream().map(FaultSeen::line).collect(Collectors.joining());
  }
}

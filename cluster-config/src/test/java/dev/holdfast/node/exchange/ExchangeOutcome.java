package dev.holdfast.node.exchange;

import java.util.List;
import java.util.Locale;

/**
 * What became of an exchange.
 *
 * @param seed of all that was random
 * @param kills one for each round
 * @param acknowledged requests answered 200, each of which took effect
 * @param parcels sent, each of which was received once
 * @param calls that the couriers asked for, each of which came to one result
 * @param served requests of them that reached the server: more, where it failed or the node died
 * @param restMillis from the last start to the last delivery and result, without anybody asking
 * @param faults one sentence each
 */
public record ExchangeOutcome(
    long seed,
    List<Kill> kills,
    long acknowledged,
    long parcels,
    long calls,
    long served,
    long restMillis,
    List<String> faults) {

  /** The first tell most. */
  private static final int SHOWN = 5;

  /**
   * One kill of the node.
   *
   * @param round from 1
   * @param useMillis how long it was well in use before
   * @param decided turns that it had decided in this life
   * @param uncommitted those of them that were not committed: without trace, or decided anew later
   * @param restartMillis until the next node served
   */
  public record Kill(
      int round, long useMillis, long decided, long uncommitted, long restartMillis) {}

  public ExchangeOutcome {
    kills = List.copyOf(kills);
    faults = List.copyOf(faults);
  }

  /** How many kills hit a turn that was decided and not committed. */
  public long telling() {
    return kills.stream().filter(kill -> kill.uncommitted() > 0).count();
  }

  /** One line, with the seed to run it again. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "seed %d: %d kills, %d of them hit %d uncommitted turns; %d requests acknowledged,"
            + " %d parcels; %d calls, %d requests of them reached the server; the rest done within"
            + " %d ms; %s",
        seed,
        kills.size(),
        telling(),
        kills.stream().mapToLong(Kill::uncommitted).sum(),
        acknowledged,
        parcels,
        calls,
        served,
        restMillis,
        faults.isEmpty()
            ? "sound"
            : faults.size() + " faults: " + faults.subList(0, Math.min(SHOWN, faults.size())));
  }
}

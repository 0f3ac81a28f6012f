package dev.holdfast.node.chaos;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a fault did, measured from its beginning.
 *
 * @param victim the node that it hit, from 0
 * @param atMillis after the beginning of the run
 * @param lastedMillis until it was ended
 * @param answersMillis until every object answered again through the other nodes, for good; 0 when
 *     none ever kept silent for 0.5 s; empty when they did not within a minute
 * @param wholeMillis until every node was ready again; empty when it took more than a minute
 * @param silentMillis the last answer of the node that had lost the database; empty for other
 *     faults
 * @param stallMillis the longest time for which one object did not answer
 * @param slowestMillis the slowest request of a client, whatever came of it
 * @param failed requests of clients, of those that ended until all was well again
 * @param answered likewise
 * @param remark whatever else was seen
 */
public record FaultSeen(
    Fault fault,
    int victim,
    long atMillis,
    long lastedMillis,
    OptionalLong answersMillis,
    OptionalLong wholeMillis,
    OptionalLong silentMillis,
    long stallMillis,
    long slowestMillis,
    long failed,
    long answered,
    String remark) {

  static final String HEAD =
      "| at | fault | node | lasted | every object answers again after | its node silent after |"
          + " every node is ready again after | longest stall | requests failed of | |\n"
          + "|---|---|---|---|---|---|---|---|---|---|\n";

  /** A line of the table under {@link #HEAD}. */
  String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %s | %s | %s | %s | %s | %d of %d | %s |%n",
        seconds(atMillis),
        fault.words(),
        victim,
        seconds(lastedMillis),
        known(answersMillis),
        silentMillis.isPresent() ? seconds(silentMillis.getAsLong()) : "",
        known(wholeMillis),
        seconds(stallMillis),
        failed,
        failed + answered,
        remark);
  }

  private static String known(OptionalLong millis) {
    return millis.isPresent() ? seconds(millis.getAsLong()) : "**more than a minute**";
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
  }
}

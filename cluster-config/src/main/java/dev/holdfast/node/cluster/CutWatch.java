package dev.holdfast.node.cluster;

import dev.holdfast.node.cluster.CutRule.Pair;
import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells which members have to go because the network between them broke while all of them reach the
 * database.
 *
 * <p>Only a pair of which both have renewed since they lost each other counts. One of them may have
 * died; then its lease ends, and the other, whatever its age, stays.
 *
 * <p>Thread rule: one thread.
 */
final class CutWatch {
  /** Since when, and the renewals of both by then. */
  private record Cut(long since, long ofOne, long ofOther) {}

  private final Map<Pair, Cut> cuts = new HashMap<>();
  private long unchangedSince;

  /** Takes in what the database answered, and tells who has to go by it; mostly nobody. */
  Set<String> losers(NodeView view) {
    Map<String, NodeRow> members = new HashMap<>();
    view.members().forEach(row -> members.put(row.node(), row));
    Set<Pair> broken = broken(members);
    if (!broken.equals(cuts.keySet())) {
      unchangedSince = view.received();
      cuts.keySet().retainAll(broken);
      broken.forEach(pair ->
          cuts.computeIfAbsent(
              pair,
              _ ->
                  new Cut(
                      view.received(),
                      renewals(members, pair.one()),
                      renewals(members, pair.other()))));
    }
    Map<String, Long> numbers = new HashMap<>();
    members.forEach((node, row) -> numbers.put(node, row.number()));
    return CutRule.losers(standing(members, view.sent()), numbers);
  }

  /** The database did not answer: begins anew. */
  void forget() {
    cuts.clear();
  }

  private static Set<Pair> broken(Map<String, NodeRow> members) {
    Set<Pair> broken = new HashSet<>();
    for (NodeRow row : members.values()) {
      row.unreachable().stream()
          .filter(members::containsKey)
          .filter(other -> !other.equals(row.node()))
          .forEach(other -> broken.add(Pair.of(row.node(), other)));
    }
    return broken;
  }

  private Set<Pair> standing(Map<String, NodeRow> members, long sent) {
    boolean settled = sent - unchangedSince >= LeaseTimes.CUT_STANDS.toNanos();
    Set<Pair> standing = new HashSet<>();
    cuts.forEach((pair, cut) -> {
      boolean forLong = sent - cut.since() >= LeaseTimes.CUT_STANDS_MAX.toNanos();
      if ((settled || forLong)
          && renewals(members, pair.one()) > cut.ofOne()
          && renewals(members, pair.other()) > cut.ofOther()) {
        standing.add(pair);
      }
    });
    return standing;
  }

  private static long renewals(Map<String, NodeRow> members, String node) {
    NodeRow row = members.get(node);
    return row == null ? 0 : row.renewals();
  }
}

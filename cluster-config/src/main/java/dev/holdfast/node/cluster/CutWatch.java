package dev.holdfast.node.cluster;

import dev.holdfast.node.cluster.CutRule.Pair;
import dev.holdfast.persistence.cluster.NodeRow;
import dev.holdfast.persistence.cluster.NodeView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tells which members have to go because the network between them broke while all of them reach the
 * database.
 *
 * <p>All broken pairs are judged together, once they have been the same for a while: by some of
 * them a healthy node looks like the lost one. And not before both of each pair have renewed since
 * they lost each other. One of them may have died; then its lease ends, and the other, whatever its
 * age, stays.
 *
 * <p>Nodes that lack the processor miss heartbeats of healthy ones while they still renew in time,
 * so there the while begins anew, and newcomers get a longer one.
 *
 * <p>Thread rule: one thread.
 */
final class CutWatch {
  /** Not together since when, and the renewals of both when they first lost each other. */
  private record Cut(long since, long ofOne, long ofOther) {}

  private final Newcomers newcomers = new Newcomers();
  private final Pace pace = new Pace();

  /** Of pairs that broke since {@link #beganAt}, also where they came together again. */
  private final Map<Pair, Cut> cuts = new HashMap<>();

  /** Pairs of members, and of members and those removed whom they have not forgotten yet. */
  private Set<Pair> apart = Set.of();

  private Set<Pair> broken = Set.of();
  private Map<String, Long> renewalsThen = Map.of();
  private long beganAt;
  private long changedAt;
  private long lastReceived;

  /** Takes in what the database answered, and tells who has to go by it; mostly nobody. */
  Set<String> losers(NodeView view) {
    if (view.received() - lastReceived > LeaseTimes.GAP_MAX.toNanos()) {
      forget();
    }
    lastReceived = view.received();
    newcomers.see(view);
    pace.see(view);
    Map<String, NodeRow> members = new HashMap<>();
    view.members().forEach(row -> members.put(row.node(), row));
    compare(view, members);
    if (broken.isEmpty() || !isTimeUp(view.sent(), members)) {
      return Set.of();
    }
    Map<String, Long> numbers = new HashMap<>();
    members.forEach((node, row) -> numbers.put(node, row.number()));
    return CutRule.losers(broken, numbers);
  }

  /** The database did not answer: begins anew. */
  void forget() {
    pace.forget();
    cuts.clear();
    apart = Set.of();
    broken = Set.of();
  }

  private void compare(NodeView view, Map<String, NodeRow> members) {
    Set<Pair> apartNow = apart(view, members);
    Set<Pair> brokenNow =
        apartNow.stream()
            .filter(pair -> members.keySet().containsAll(Set.of(pair.one(), pair.other())))
            .collect(Collectors.toSet());
    boolean late = pace.isLateHere() || has(brokenNow, pace::isLate);
    boolean anew = late || broken.isEmpty() || has(broken, node -> !members.containsKey(node));
    if (anew) {
      beganAt = view.received();
      cuts.keySet().retainAll(brokenNow);
    }
    if (anew || !apartNow.equals(apart)) {
      changedAt = view.received();
      renewalsThen =
          members.values().stream().collect(Collectors.toMap(NodeRow::node, NodeRow::renewals));
    }
    for (Pair pair : brokenNow) {
      if (!broken.contains(pair)) {
        Cut first =
            cuts.getOrDefault(
                pair, new Cut(0, renewals(members, pair.one()), renewals(members, pair.other())));
        cuts.put(pair, new Cut(view.received(), first.ofOne(), first.ofOther()));
      }
    }
    apart = apartNow;
    broken = brokenNow;
  }

  private static Set<Pair> apart(NodeView view, Map<String, NodeRow> members) {
    Set<String> known =
        view.rows().stream()
            .filter(row -> row.isMember() || row.isRemoved())
            .map(NodeRow::node)
            .collect(Collectors.toSet());
    Set<Pair> apart = new HashSet<>();
    for (NodeRow row : members.values()) {
      row.unreachable().stream()
          .filter(known::contains)
          .filter(other -> !other.equals(row.node()))
          .forEach(other -> apart.add(Pair.of(row.node(), other)));
    }
    return apart;
  }

  private boolean isTimeUp(long sent, Map<String, NodeRow> members) {
    if (!cuts.entrySet().stream()
        .filter(cut -> broken.contains(cut.getKey()))
        .allMatch(cut -> haveRenewed(cut.getKey(), cut.getValue(), members))) {
      return false;
    }
    boolean newcomer = has(broken, newcomers::has);
    long wait = (newcomer ? LeaseTimes.NEWCOMER_CUT_STANDS : LeaseTimes.CUT_STANDS).toNanos();
    long waitMax =
        (newcomer ? LeaseTimes.NEWCOMER_CUT_STANDS_MAX : LeaseTimes.CUT_STANDS_MAX).toNanos();
    boolean settled = sent - changedAt >= wait && apart.equals(broken) && allHaveRenewed(members);
    return settled || sent - beganAt >= waitMax || standsForLong(sent);
  }

  private static boolean haveRenewed(Pair pair, Cut cut, Map<String, NodeRow> members) {
    return renewals(members, pair.one()) > cut.ofOne()
        && renewals(members, pair.other()) > cut.ofOther();
  }

  /** So that what each of them sees is in. */
  private boolean allHaveRenewed(Map<String, NodeRow> members) {
    return members.values().stream()
        .allMatch(row -> row.renewals() > renewalsThen.getOrDefault(row.node(), -1L));
  }

  private boolean standsForLong(long sent) {
    return cuts.entrySet().stream()
        .filter(cut -> broken.contains(cut.getKey()))
        .anyMatch(cut -> sent - cut.getValue().since() >= LeaseTimes.LATE_CUT_STANDS.toNanos());
  }

  private static boolean has(Set<Pair> pairs, Predicate<String> node) {
    return pairs.stream().anyMatch(pair -> node.test(pair.one()) || node.test(pair.other()));
  }

  private static long renewals(Map<String, NodeRow> members, String node) {
    NodeRow row = members.get(node);
    return row == null ? 0 : row.renewals();
  }
}

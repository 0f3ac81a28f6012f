package dev.holdfast.node.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes have to go where some cannot reach each other, so that all that stay can. Whoever
 * knows the same pairs comes to the same answer.
 */
final class CutRule {
  /** Two nodes of which at least one cannot reach the other. */
  record Pair(String one, String other) {
    static Pair of(String one, String other) {
      return one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
    }

    boolean has(String node) {
      return one.equals(node) || other.equals(node);
    }
  }

  private CutRule() {}

  /**
   * Again and again the node that is in most pairs goes, of several the youngest, until there are
   * none: the smaller part of a network that broke in two, and the one node that others cannot
   * reach, are in the most.
   *
   * @param numbers of all nodes in pairs; the younger, the higher
   */
  static Set<String> losers(Set<Pair> broken, Map<String, Long> numbers) {
    Set<Pair> left = new HashSet<>(broken);
    Set<String> losers = new LinkedHashSet<>();
    while (!left.isEmpty()) {
      Map<String, Long> degrees = degrees(left);
      String loser =
          degrees.keySet().stream()
              .max(
                  Comparator.<String>comparingLong(node -> degrees.getOrDefault(node, 0L))
                      .thenComparingLong(node -> numbers.getOrDefault(node, 0L)))
              .orElseThrow();
      losers.add(loser);
      left.removeIf(pair -> pair.has(loser));
    }
    return losers;
  }

  private static Map<String, Long> degrees(Set<Pair> pairs) {
    Map<String, Long> degrees = new HashMap<>();
    for (Pair pair : pairs) {
      degrees.merge(pair.one(), 1L, Long::sum);
      degrees.merge(pair.other(), 1L, Long::sum);
    }
    return degrees;
  }
}

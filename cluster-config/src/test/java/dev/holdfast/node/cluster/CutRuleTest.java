package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.cluster.CutRule.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who has to go when nodes cannot reach each other. Nodes are named from the oldest, a, on. */
class CutRuleTest {
  private static final List<String> NODES = List.of("a", "b", "c", "d", "e");

  private static Set<String> losers(String... pairs) {
    Set<Pair> broken = new HashSet<>();
    for (String pair : pairs) {
      broken.add(Pair.of(pair.substring(0, 1), pair.substring(1)));
    }
    return losers(broken);
  }

  private static Set<String> losers(Set<Pair> broken) {
    Map<String, Long> numbers = new HashMap<>();
    NODES.forEach(node -> numbers.put(node, (long) node.charAt(0)));
    return CutRule.losers(broken, numbers);
  }

  @Test
  void nobody_goes_while_all_reach_each_other() {
    assertThat(losers()).isEmpty();
  }

  @Test
  void of_two_nodes_the_younger_goes() {
    assertThat(losers("ab")).containsExactly("b");
  }

  @Test
  void it_does_not_matter_which_of_the_two_cannot_reach_the_other() {
    assertThat(losers("ba")).isEqualTo(losers("ab"));
    assertThat(losers("ab", "ba")).isEqualTo(losers("ab"));
  }

  @Test
  void the_one_that_nobody_reaches_goes_even_if_it_is_the_oldest() {
    assertThat(losers("ab", "ac")).containsExactly("a");
    assertThat(losers("ab", "ac", "ad", "ae")).containsExactly("a");
  }

  @Test
  void the_smaller_part_goes_whichever_has_the_oldest() {
    assertThat(losers("ac", "ad", "ae", "bc", "bd", "be")).containsExactlyInAnyOrder("a", "b");
    assertThat(losers("da", "db", "dc", "ea", "eb", "ec")).containsExactlyInAnyOrder("d", "e");
  }

  @Test
  void of_two_parts_of_one_size_the_one_with_the_youngest_goes() {
    assertThat(losers("ac", "ad", "bc", "bd")).containsExactlyInAnyOrder("c", "d");
    assertThat(losers("ab", "ac", "db", "dc")).containsExactlyInAnyOrder("a", "d");
  }

  @Test
  void one_broken_pair_among_many_costs_one_node() {
    assertThat(losers("bd")).containsExactly("d");
  }

  @Test
  void of_three_in_a_chain_the_one_between_stays_if_it_reaches_both() {
    // a - b - c, but a and c do not reach each other.
    assertThat(losers("ac")).containsExactly("c");
  }

  @Test
  void two_broken_pairs_apart_from_each_other_cost_one_node_each() {
    assertThat(losers("ab", "cd")).containsExactlyInAnyOrder("b", "d");
  }

  @Test
  void whatever_breaks_those_who_stay_reach_each_other_and_somebody_stays() {
    List<Pair> all =
        NODES.stream()
            .flatMap(one -> NODES.stream().map(other -> Pair.of(one, other)))
            .filter(pair -> !pair.one().equals(pair.other()))
            .distinct()
            .toList();
    for (int which = 0; which < 1 << all.size(); which++) {
      Set<Pair> broken = new HashSet<>();
      for (int bit = 0; bit < all.size(); bit++) {
        if ((which & 1 << bit) != 0) {
          broken.add(all.get(bit));
        }
      }
      Set<String> losers = losers(broken);
      assertThat(losers).hasSizeLessThan(NODES.size());
      assertThat(broken).allMatch(pair -> losers.stream().anyMatch(pair::has));
    }
  }

  @Test
  void the_answer_does_not_depend_on_the_order_in_which_pairs_are_found() {
    Set<Pair> one = new LinkedHashSet<>();
    List<Pair> pairs = new ArrayList<>(List.of(Pair.of("a", "b"), Pair.of("b", "c")));
    pairs.addAll(List.of(Pair.of("c", "d"), Pair.of("d", "e"), Pair.of("e", "a")));
    one.addAll(pairs);
    Random random = new Random(6);
    for (int i = 0; i < 100; i++) {
      Collections.shuffle(pairs, random);
      assertThat(losers(new LinkedHashSet<>(pairs))).isEqualTo(losers(one));
    }
  }
}

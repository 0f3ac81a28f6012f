package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When the network between nodes counts as broken. Members are named from the oldest on. */
class CutWatchTest {
  private final Views database = new Views().member("a").member("b").member("c");
  private final CutWatch watch = new CutWatch();
  private final List<String> renewing = new ArrayList<>(List.of("a", "b", "c"));
  private final Map<String, String[]> views = new HashMap<>();
  private int looks;

  /** Says at once, and with each renewal from then on, whom it cannot reach. */
  private void lost(String node, String... unreachable) {
    views.put(node, unreachable);
    renew(node);
  }

  private void renew(String node) {
    database.renews(node, views.getOrDefault(node, new String[0]));
  }

  /** A quarter of a second, in which a quarter of the renewals come due. */
  private Set<String> look() {
    database.after(250);
    for (int i = looks++ % 4; i < renewing.size(); i += 4) {
      renew(renewing.get(i));
    }
    return watch.losers(database.read());
  }

  /** What is first decided by then, or nothing. */
  private Set<String> within(long millis) {
    for (long passed = 0; passed < millis; passed += 250) {
      Set<String> losers = look();
      if (!losers.isEmpty()) {
        return losers;
      }
    }
    return Set.of();
  }

  private void joins(String node) {
    database.joining(node);
    renewing.add(node);
    look();
    database.joins(node);
  }

  @Test
  void a_pair_that_both_renew_has_to_be_broken_for_two_seconds() {
    within(1000);
    lost("b", "c");
    lost("c", "b");
    assertThat(within(2000)).isEmpty();
    assertThat(look()).containsExactly("c");
  }

  @Test
  void it_is_enough_that_one_does_not_reach_the_other() {
    within(1000);
    lost("c", "a");
    assertThat(within(2250)).containsExactly("c");
  }

  /** Looks every quarter of a second from one time to the other, and nothing else happens. */
  private Set<String> look(long fromMillis, long toMillis) {
    Set<String> losers = Set.of();
    for (long now = fromMillis; losers.isEmpty() && now < toMillis; now += 250) {
      database.after(Math.min(250, toMillis - now));
      losers = watch.losers(database.read());
    }
    return losers;
  }

  @Test
  void one_cut_off_from_two_goes_alone_though_its_second_pair_shows_a_second_after_the_first() {
    // A node was once removed for a and c at 37.1 s, and then one for a and b; both were healthy.
    look(34_000, 34_900);
    lost("c", "a");
    lost("a", "c");
    look(34_900, 35_200);
    renew("b");
    look(35_200, 35_900);
    renew("a");
    renew("c");
    look(35_900, 36_090);
    lost("a", "b", "c");
    look(36_090, 36_100);
    look(36_100, 36_209);
    lost("b", "a");
    look(36_209, 36_900);
    renew("c");
    assertThat(look(36_900, 37_105)).isEmpty();
    renew("a");
    assertThat(look(37_105, 37_209)).isEmpty();
    renew("b");
    assertThat(look(37_209, 37_900)).isEmpty();
    renew("c");
    assertThat(look(37_900, 38_350)).containsExactly("a");
    removed("a");
    lost("b");
    lost("c");
    assertThat(within(30_000)).isEmpty();
  }

  private void removed(String node) {
    database.removed(node, true, true);
    renewing.remove(node);
  }

  @Test
  void nodes_that_come_into_sight_late_because_they_have_just_started_cost_nobody() {
    // Three on two cores: c becomes a member at 13.87 s, and none hears the others in time.
    within(1000);
    joins("d");
    lost("d", "b");
    within(250);
    lost("b", "a", "d");
    within(250);
    lost("d", "a", "b");
    assertThat(within(2500)).isEmpty();
    lost("d");
    lost("b");
    assertThat(within(30_000)).isEmpty();
  }

  @Test
  void a_newcomer_that_is_truly_cut_off_goes_after_five_seconds() {
    within(1000);
    joins("d");
    look();
    lost("d", "a", "b", "c");
    assertThat(within(5000)).isEmpty();
    assertThat(look()).containsExactly("d");
  }

  @Test
  void a_member_of_ten_seconds_is_no_newcomer_any_more() {
    joins("d");
    within(8500);
    lost("d", "a", "b", "c");
    assertThat(within(2750)).containsExactly("d");
  }

  @Test
  void while_the_one_who_looks_lacks_the_processor_nobody_has_to_go() {
    within(1000);
    lost("b", "c");
    for (int i = 0; i < 5; i++) {
      assertThat(within(1750)).isEmpty();
      database.after(600);
    }
    assertThat(within(2000)).isEmpty();
    assertThat(look()).containsExactly("c");
  }

  @Test
  void while_one_of_a_pair_renews_late_nobody_has_to_go() {
    within(1000);
    lost("b", "c");
    renewing.remove("b");
    for (int i = 0; i < 5; i++) {
      assertThat(within(2000)).isEmpty();
      renew("b");
    }
    renewing.add("b");
    assertThat(within(3000)).containsExactly("c");
  }

  @Test
  void a_pair_apart_for_fifteen_seconds_counts_however_late_everybody_is() {
    within(1000);
    lost("b", "c");
    for (int i = 0; i < 10; i++) {
      assertThat(look()).isEmpty();
      assertThat(look()).isEmpty();
      database.after(900);
    }
    assertThat(within(2250)).containsExactly("c");
  }

  @Test
  void a_pair_of_which_one_renews_no_more_costs_nobody_for_that_one_has_died() {
    renewing.remove("a");
    lost("b", "a");
    assertThat(within(30_000)).isEmpty();
  }

  @Test
  void a_pair_that_comes_together_again_in_time_costs_nobody() {
    lost("b", "c");
    assertThat(within(1500)).isEmpty();
    lost("b");
    look();
    lost("b", "c");
    assertThat(within(1750)).isEmpty();
    lost("b");
    assertThat(within(30_000)).isEmpty();
  }

  @Test
  void pairs_that_come_and_go_beside_one_that_stays_put_it_off_for_five_seconds_at_most() {
    within(1000);
    lost("b", "c");
    for (int i = 0; i < 5; i++) {
      lost("a", i % 2 == 0 ? "c" : "a");
      assertThat(within(1000)).isEmpty();
    }
    lost("a");
    assertThat(within(1000)).containsExactly("c");
  }

  @Test
  void after_a_removal_the_next_waits_until_the_removed_one_is_out_of_sight() {
    within(1000);
    lost("b", "c");
    assertThat(within(2500)).containsExactly("c");
    removed("c");
    lost("a", "b");
    assertThat(within(4000)).isEmpty();
    lost("b");
    assertThat(within(750)).isEmpty();
    assertThat(within(1500)).containsExactly("b");
  }

  @Test
  void all_that_have_to_go_go_at_once() {
    database.member("d").member("e");
    renewing.addAll(List.of("d", "e"));
    within(1000);
    lost("a", "c", "d", "e");
    look();
    lost("b", "c", "d", "e");
    assertThat(within(3000)).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void one_who_joins_is_in_no_pair() {
    database.joining("d");
    renewing.add("d");
    lost("a", "d");
    lost("d", "a");
    assertThat(within(30_000)).isEmpty();
  }

  @Test
  void when_the_database_was_away_the_time_begins_anew() {
    within(1000);
    lost("b", "c");
    within(1750);
    watch.forget();
    assertThat(within(2000)).isEmpty();
    assertThat(look()).containsExactly("c");
  }
}

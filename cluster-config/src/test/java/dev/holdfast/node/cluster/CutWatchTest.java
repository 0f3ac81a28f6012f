package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** When the network between nodes counts as broken. */
class CutWatchTest {
  private final Views database = new Views().member("a").member("b").member("c");
  private final CutWatch watch = new CutWatch();

  private Set<String> look() {
    return watch.losers(database.after(250).read());
  }

  @Test
  void a_pair_that_both_renew_has_to_be_broken_for_a_second() {
    database.renews("b", "c").renews("c", "b");
    for (int i = 0; i < 4; i++) {
      assertThat(look()).isEmpty();
    }
    database.renews("b", "c").renews("c", "b");
    assertThat(look()).containsExactly("c");
  }

  @Test
  void it_is_enough_that_one_does_not_reach_the_other() {
    database.renews("c", "a");
    assertThat(look()).isEmpty();
    database.renews("a").renews("c", "a").after(1000);
    assertThat(look()).containsExactly("c");
  }

  @Test
  void a_pair_of_which_one_renews_no_more_costs_nobody_for_that_one_has_died() {
    database.renews("b", "a");
    look();
    for (int i = 0; i < 40; i++) {
      database.renews("b", "a");
      assertThat(look()).isEmpty();
    }
  }

  @Test
  void a_pair_that_comes_together_again_in_time_costs_nobody() {
    database.renews("b", "c").renews("c", "b");
    look();
    database.renews("b").renews("c").after(500);
    look();
    database.renews("b", "c").renews("c", "b").after(500);
    assertThat(look()).isEmpty();
    database.renews("b", "c").renews("c", "b").after(500);
    assertThat(look()).isEmpty();
  }

  @Test
  void while_the_picture_still_grows_nobody_has_to_go() {
    database.renews("a", "b").renews("b", "a");
    look();
    database.renews("a", "b", "c").renews("b", "a").renews("c", "a").after(700);
    look();
    database.renews("a", "b", "c").renews("b", "a").renews("c", "a").after(300);
    assertThat(look()).isEmpty();
    database.renews("a", "b", "c").renews("b", "a").renews("c", "a").after(700);
    assertThat(look()).containsExactly("a");
  }

  @Test
  void a_pair_that_is_broken_for_four_seconds_counts_however_others_change() {
    for (int i = 0; i < 5; i++) {
      database.renews("b", "c").renews("c", "b").renews("a", i % 2 == 0 ? "c" : "a").after(750);
      Set<String> losers = look();
      assertThat(losers.isEmpty()).as("after look %d", i).isEqualTo(i < 4);
    }
  }

  @Test
  void one_who_joins_or_was_removed_is_in_no_pair() {
    database.joining("d").removed("c", false, false);
    database.renews("a", "c", "d");
    look();
    database.renews("a", "c", "d").renews("d", "a").after(2000);
    assertThat(look()).isEmpty();
    database.renews("a", "c", "d").renews("d", "a").after(2000);
    assertThat(look()).isEmpty();
  }

  @Test
  void when_the_database_was_away_the_time_begins_anew() {
    database.renews("b", "c").renews("c", "b");
    look();
    watch.forget();
    database.renews("b", "c").renews("c", "b").after(5000);
    assertThat(look()).isEmpty();
    database.renews("b", "c").renews("c", "b").after(1000);
    assertThat(look()).containsExactly("c");
  }
}

package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When another's lease is over, by the clock of the one who looks. */
class PeerWatchTest {
  private final Views database = new Views().member("a").member("b");
  private final PeerWatch watch = new PeerWatch();

  private void look(int times, long everyMillis) {
    for (int i = 0; i < times; i++) {
      watch.see(database.after(everyMillis).read());
    }
  }

  @Test
  void a_node_that_renews_keeps_its_lease() {
    for (int i = 0; i < 20; i++) {
      database.renews("b");
      look(4, 250);
      assertThat(watch.isLeaseOver("b")).isFalse();
    }
    assertThat(watch.lives("b")).isTrue();
  }

  @Test
  void a_lease_is_over_three_seconds_after_its_last_renewal_was_seen_and_not_before() {
    watch.see(database.read());
    look(11, 250);
    assertThat(watch.isLeaseOver("b")).isFalse();
    watch.see(database.after(249).read());
    assertThat(watch.isLeaseOver("b")).isFalse();
    watch.see(database.after(1).read());
    assertThat(watch.isLeaseOver("b")).isTrue();
  }

  @Test
  void the_time_counts_from_the_answer_that_showed_it_to_the_question_that_showed_it_again() {
    watch.see(database.readTaking(1000));
    look(11, 250);
    // Asked 2.75 s after the first answer, answered 3.75 s after.
    watch.see(database.readTaking(1000));
    assertThat(watch.isLeaseOver("b")).isFalse();
    look(1, 250);
    assertThat(watch.isLeaseOver("b")).isTrue();
  }

  @Test
  void one_renewal_on_the_way_begins_the_count_anew() {
    watch.see(database.read());
    look(11, 250);
    database.renews("b");
    look(1, 250);
    assertThat(watch.isLeaseOver("b")).isFalse();
    look(12, 250);
    assertThat(watch.isLeaseOver("b")).isTrue();
  }

  @Test
  void a_node_that_was_never_seen_has_no_lease_that_could_be_over() {
    look(20, 250);
    assertThat(watch.isLeaseOver("nobody")).isFalse();
    assertThat(watch.lives("nobody")).isFalse();
  }

  @Test
  void a_database_that_did_not_answer_for_a_while_costs_nobody_its_lease() {
    watch.see(database.read());
    look(8, 250);
    watch.forget();
    look(1, 60_000);
    assertThat(watch.isLeaseOver("b")).isFalse();
    look(11, 250);
    assertThat(watch.isLeaseOver("b")).isFalse();
    look(1, 250);
    assertThat(watch.isLeaseOver("b")).isTrue();
  }

  @Test
  void a_database_that_answers_slowly_costs_nobody_its_lease() {
    for (int i = 0; i < 10; i++) {
      watch.see(database.after(250).readTaking(1400));
      assertThat(watch.isLeaseOver("b")).isFalse();
    }
  }

  @Test
  void who_was_paused_itself_begins_anew_where_the_pause_was_between_two_looks() {
    watch.see(database.read());
    look(4, 250);
    look(1, 10_000);
    assertThat(watch.isLeaseOver("b")).isFalse();
  }

  @Test
  void who_was_paused_itself_with_an_answer_in_its_hands_takes_it_for_as_old_as_it_is() {
    watch.see(database.read());
    look(4, 250);
    watch.see(database.readTaking(10_000));
    assertThat(watch.isLeaseOver("b")).isFalse();
  }

  @Test
  void one_renewal_that_was_on_its_way_is_no_sign_of_life_but_two_are() {
    watch.see(database.read());
    database.renews("b");
    look(1, 250);
    assertThat(watch.lives("b")).isFalse();
    database.renews("b");
    look(1, 250);
    assertThat(watch.lives("b")).isTrue();
  }
}

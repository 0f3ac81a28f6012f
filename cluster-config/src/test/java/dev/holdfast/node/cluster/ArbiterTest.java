package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.cluster.Arbiter.Order;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a node does about others. This one is a. */
class ArbiterTest {
  private final Views database = new Views().member("a").member("b").member("c");
  private final Set<String> ended = new HashSet<>();
  private final Arbiter arbiter = new Arbiter("a", process -> ended.contains(process.machine()));

  private List<Order> look() {
    return arbiter.decide(database.after(250).read());
  }

  private List<Order> lookFor(long millis, String... renewing) {
    List<Order> orders = List.of();
    for (long passed = 0; passed < millis; passed += 250) {
      for (String node : renewing) {
        database.renews(node);
      }
      orders = look();
    }
    return orders;
  }

  /** All renew, and of them one says that it cannot reach those others. */
  private List<Order> cut(long millis, String one, String... others) {
    List<Order> orders = List.of();
    for (long passed = 0; passed < millis; passed += 250) {
      database.renews("a").renews("b").renews("c").renews(one, others);
      orders = look();
    }
    return orders;
  }

  @Test
  void nothing_is_to_be_done_about_nodes_that_renew() {
    assertThat(lookFor(10_000, "b", "c")).isEmpty();
  }

  @Test
  void a_node_whose_lease_is_over_is_removed_if_it_did_not_renew_since() {
    assertThat(lookFor(3250, "b"))
        .singleElement()
        .isInstanceOfSatisfying(
            Order.RemoveEnded.class,
            order -> assertThat(order.seen()).isEqualTo(database.row("c")));
  }

  @Test
  void a_node_does_not_judge_itself() {
    assertThat(lookFor(10_000, "b", "c")).isEmpty();
    assertThat(database.row("a").renewals()).isZero();
  }

  @Test
  void one_that_joins_and_stops_renewing_is_removed_too() {
    database.joining("d");
    assertThat(lookFor(3250, "b", "c"))
        .singleElement()
        .isInstanceOfSatisfying(
            Order.RemoveEnded.class, order -> assertThat(order.seen().node()).isEqualTo("d"));
  }

  @Test
  void nobody_waits_for_a_process_that_has_ended() {
    look();
    ended.add("b");
    assertThat(look())
        .singleElement()
        .isInstanceOfSatisfying(
            Order.RemoveEnded.class,
            order -> assertThat(order.because()).isEqualTo("its process had ended"));
  }

  @Test
  void a_removed_node_is_fenced_once_its_lease_is_over() {
    database.removed("b", false, false);
    assertThat(lookFor(3000, "c")).isEmpty();
    assertThat(lookFor(250, "c")).containsExactly(new Order.Fence(database.row("b")));
  }

  @Test
  void a_removed_node_is_fenced_at_once_when_it_says_itself_that_it_is_silent() {
    database.removed("b", true, false);
    assertThat(look()).containsExactly(new Order.Fence(database.row("b")));
  }

  @Test
  void a_removed_node_is_fenced_at_once_when_its_process_has_ended() {
    database.removed("b", false, false);
    ended.add("b");
    assertThat(look()).containsExactly(new Order.Fence(database.row("b")));
  }

  @Test
  void nothing_is_left_to_be_done_about_a_fenced_node() {
    database.removed("b", true, true);
    ended.add("b");
    assertThat(lookFor(10_000, "c")).isEmpty();
  }

  @Test
  void one_that_others_cannot_reach_is_removed_although_it_renews() {
    assertThat(cut(2000, "c", "b")).isEmpty();
    assertThat(cut(250, "c", "b"))
        .singleElement()
        .isInstanceOfSatisfying(
            Order.RemoveCut.class, order -> assertThat(order.seen().node()).isEqualTo("c"));
  }

  @Test
  void who_has_to_go_itself_removes_nobody() {
    assertThat(cut(10_000, "a", "b", "c")).isEmpty();
  }

  @Test
  void who_is_no_member_yet_has_no_say_in_a_broken_network() {
    Arbiter joining = new Arbiter("d", _ -> false);
    database.joining("d");
    for (int i = 0; i < 40; i++) {
      database.renews("a").renews("b", "c").renews("c", "b").renews("d");
      assertThat(joining.decide(database.after(250).read())).isEmpty();
    }
  }

  @Test
  void after_the_database_was_away_everybody_has_the_whole_time_again() {
    lookFor(2750, "b", "c");
    database.after(60_000);
    arbiter.forget();
    assertThat(lookFor(3000)).isEmpty();
    assertThat(lookFor(250)).hasSize(2);
  }
}

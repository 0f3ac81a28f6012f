package dev.holdfast.node.chaos.check;

import static dev.holdfast.node.chaos.check.Operation.added;
import static dev.holdfast.node.chaos.check.Operation.failed;
import static dev.holdfast.node.chaos.check.Operation.read;
import static dev.holdfast.node.chaos.check.Operation.unknown;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CounterCheckTest {
  private static final int HISTORIES = 60_000;
  private static final long SEED = 2_026;

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void a_history_in_order_has_no_fault() {
    assertThat(fault(read(0, 1, 0), added(2, 5, 1), added(3, 4, 2), read(6, 7, 2))).isEmpty();
  }

  @Test
  void a_commit_that_was_dropped_is_found_by_the_next_increment() {
    assertThat(fault(added(0, 1, 1), added(2, 3, 1))).contains("two increments were answered 1");
  }

  @Test
  void a_commit_that_was_dropped_is_found_by_the_last_read() {
    assertThat(fault(added(0, 1, 1), added(2, 3, 2), read(4, 5, 1)))
        .contains("an increment answered 2")
        .contains("a read answered 1");
  }

  @Test
  void a_stale_read_is_found() {
    assertThat(fault(added(0, 1, 1), read(2, 3, 0), read(4, 5, 1)))
        .contains("an increment answered 1")
        .contains("a read answered 0");
  }

  @Test
  void reads_that_go_back_are_found_though_the_increment_has_no_answer() {
    assertThat(fault(unknown(0), read(1, 2, 1), read(3, 4, 0))).contains("a read answered 1");
  }

  @Test
  void an_increment_that_took_effect_twice_is_found() {
    assertThat(fault(added(0, 1, 1), added(2, 3, 3))).contains("stood at 3");
  }

  @Test
  void an_increment_that_was_refused_and_took_effect_is_found() {
    assertThat(fault(failed(0, 1), added(2, 3, 2))).contains("stood at 2");
  }

  @Test
  void an_increment_of_unknown_outcome_takes_effect_before_it_was_asked_in_no_order() {
    assertThat(fault(added(0, 1, 2), unknown(2), read(4, 5, 2))).contains("without answer");
  }

  @Test
  void an_increment_of_unknown_outcome_may_take_effect_late_or_never() {
    assertThat(fault(unknown(0), read(1, 2, 0), added(3, 4, 2))).isEmpty();
    assertThat(fault(unknown(0), read(1, 2, 0), added(3, 4, 1))).isEmpty();
  }

  @Test
  void it_says_of_every_small_history_what_trying_all_orders_says() {
    int sound = 0;
    for (int i = 0; i < HISTORIES; i++) {
      List<Operation> history = i % 2 == 0 ? arbitrary() : nearlySound();
      boolean expected = BruteForce.isLinearizable(history);
      assertThat(CounterCheck.fault(history).isEmpty()).as("%s", history).isEqualTo(expected);
      sound += expected ? 1 : 0;
    }
    assertThat(sound).as("sound histories among them").isBetween(HISTORIES / 5, HISTORIES * 4 / 5);
  }

  @Test
  void a_long_history_is_checked_at_once() {
    List<Operation> history = new ArrayList<>();
    for (int i = 1; i <= CounterHistory.OPERATIONS_MAX; i++) {
      history.add(i % 7 == 0 ? unknown(10L * i) : added(10L * i, 10L * i + 40, i));
    }
    assertThat(CounterCheck.fault(history)).isEmpty();
  }

  private static String fault(Operation... operations) {
    return CounterCheck.fault(List.of(operations)).orElse("");
  }

  private List<Operation> arbitrary() {
    List<Operation> history = new ArrayList<>();
    for (int i = random.nextInt(1, 7); i > 0; i--) {
      long from = random.nextInt(8);
      long to = from + random.nextInt(6);
      history.add(any(from, to, random.nextInt(4)));
    }
    return history;
  }

  private Operation any(long from, long to, long value) {
    return switch (random.nextInt(8)) {
      case 0 -> failed(from, to);
      case 1, 2 -> unknown(from);
      case 3, 4 -> read(from, to, value);
      default -> added(from, to, value);
    };
  }

  /** As a counter would answer, with one answer changed in every second of them. */
  private List<Operation> nearlySound() {
    List<Operation> history = new ArrayList<>();
    long count = 0;
    int size = random.nextInt(3, 8);
    for (int i = 0; i < size; i++) {
      long at = 3L * i;
      long from = Math.max(0, at - random.nextInt(8));
      long to = at + random.nextInt(8);
      switch (random.nextInt(5)) {
        case 0 -> history.add(read(from, to, count));
        case 1 -> {
          count += random.nextInt(2);
          history.add(unknown(from));
        }
        default -> history.add(added(from, to, ++count));
      }
    }
    if (random.nextBoolean()) {
      int changed = random.nextInt(size);
      Operation old = history.get(changed);
      long value = Math.max(0, old.value() + random.nextInt(3) - 1);
      history.set(
          changed, new Operation(old.kind(), old.outcome(), old.invoked(), old.returned(), value));
    }
    return history;
  }
}

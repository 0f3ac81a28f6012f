package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.SlowClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox box = new Outbox(new HeldBytes(60_000));

  private static WireFrame plain(String text) {
    return WireFrame.of(new Frame.Text(text));
  }

  private static WireFrame keyed(String key, String text) {
    return WireFrame.keyed(key, new Frame.Text(text));
  }

  private static WireFrame entry(String text) {
    return WireFrame.entry(new Frame.Text(text));
  }

  private int offer(WireFrame frame, SlowClient rule) {
    return box.offer(frame, rule, HubFixture.LIMITS);
  }

  private List<String> drain() {
    List<String> texts = new ArrayList<>();
    for (WireFrame frame = box.poll(); frame != null; frame = box.poll()) {
      texts.add(((Frame.Text) frame.message()).text());
    }
    return texts;
  }

  @Test
  void without_a_rule_to_drop_one_too_many_is_turned_down() {
    for (int i = 1; i <= 8; i++) {
      assertThat(offer(plain("m" + i), SlowClient.CLOSE)).isZero();
    }
    assertThat(offer(plain("m9"), SlowClient.CLOSE)).isEqualTo(-1);
    assertThat(drain()).hasSize(8).last().isEqualTo("m8");
  }

  @Test
  void the_oldest_is_dropped_for_the_newest_and_entries_of_logs_are_not() {
    offer(plain("m1"), SlowClient.DROP_OLDEST);
    for (int i = 1; i <= 6; i++) {
      offer(entry("e" + i), SlowClient.DROP_OLDEST);
    }
    offer(plain("m2"), SlowClient.DROP_OLDEST);
    assertThat(offer(plain("m3"), SlowClient.DROP_OLDEST)).isEqualTo(1);
    assertThat(offer(plain("m4"), SlowClient.DROP_OLDEST)).isEqualTo(1);
    assertThat(drain()).containsExactly("e1", "e2", "e3", "e4", "e5", "e6", "m3", "m4");
  }

  @Test
  void where_only_entries_wait_the_new_one_itself_is_dropped() {
    for (int i = 1; i <= 8; i++) {
      offer(entry("e" + i), SlowClient.DROP_OLDEST);
    }
    assertThat(offer(plain("m"), SlowClient.DROP_OLDEST)).isEqualTo(1);
    assertThat(drain()).hasSize(8).doesNotContain("m");
  }

  @Test
  void an_entry_drops_nothing_and_waits_in_its_log_instead() {
    for (int i = 1; i <= 8; i++) {
      offer(plain("m" + i), SlowClient.DROP_OLDEST);
    }
    assertThat(offer(entry("e"), SlowClient.DROP_OLDEST)).isEqualTo(-1);
    assertThat(drain()).hasSize(8);
  }

  @Test
  void as_many_are_dropped_as_a_large_one_needs() {
    for (int i = 1; i <= 4; i++) {
      offer(plain("x".repeat(2_000)), SlowClient.DROP_OLDEST);
    }
    assertThat(offer(plain("y".repeat(5_000)), SlowClient.DROP_OLDEST)).isEqualTo(2);
    assertThat(drain()).extracting(String::length).containsExactly(2_000, 2_000, 5_000);
  }

  @Test
  void the_latest_of_a_key_replaces_the_one_that_waits_and_goes_behind_all() {
    offer(keyed("a", "a1"), SlowClient.LATEST_PER_KEY);
    offer(keyed("b", "b1"), SlowClient.LATEST_PER_KEY);
    offer(plain("m"), SlowClient.LATEST_PER_KEY);
    assertThat(offer(keyed("a", "a2"), SlowClient.LATEST_PER_KEY)).isEqualTo(1);
    assertThat(drain()).containsExactly("b1", "m", "a2");
    assertThat(offer(keyed("a", "a3"), SlowClient.LATEST_PER_KEY)).isZero();
  }

  @Test
  void however_many_come_of_a_few_keys_they_fit() {
    for (int i = 1; i <= 1_000; i++) {
      assertThat(offer(keyed("k" + i % 3, "v" + i), SlowClient.LATEST_PER_KEY)).isBetween(0, 1);
    }
    assertThat(drain()).containsExactly("v998", "v999", "v1000");
  }

  @Test
  void too_many_of_different_keys_are_turned_down() {
    for (int i = 1; i <= 8; i++) {
      offer(keyed("k" + i, "v"), SlowClient.LATEST_PER_KEY);
    }
    assertThat(offer(keyed("k9", "v"), SlowClient.LATEST_PER_KEY)).isEqualTo(-1);
    assertThat(offer(keyed("k8", "newer"), SlowClient.LATEST_PER_KEY)).isEqualTo(1);
  }

  @Test
  void keys_mean_nothing_under_other_rules() {
    offer(keyed("a", "a1"), SlowClient.CLOSE);
    offer(keyed("a", "a2"), SlowClient.CLOSE);
    assertThat(drain()).containsExactly("a1", "a2");
  }

  @Test
  void whatever_is_offered_and_taken_what_is_left_is_in_order_and_within_the_bounds() {
    Random random = new Random(7);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(3) == 0) {
        WireFrame frame = box.poll();
        assertThat(frame == null).isEqualTo(expected.isEmpty());
        if (frame != null) {
          assertThat(((Frame.Text) frame.message()).text()).isEqualTo(expected.removeFirst());
        }
      } else {
        expected.add("m" + i);
        int dropped = offer(plain("m" + i), SlowClient.DROP_OLDEST);
        expected.subList(0, dropped).clear();
        assertThat(expected).hasSizeLessThanOrEqualTo(8);
      }
    }
    assertThat(drain()).isEqualTo(expected);
  }
}

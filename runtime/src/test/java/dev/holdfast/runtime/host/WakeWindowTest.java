package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WakeWindowTest {
  private static final Instant T = Instant.parse("2026-01-01T00:00:00Z");

  private final WakeWindow window = new WakeWindow();

  private static ObjectId object(int number) {
    return new ObjectId("clock", "c" + number);
  }

  private static Due due(int number, long second) {
    return new Due(object(number), T.plusSeconds(second));
  }

  private void read(long upToSecond, Due... rows) {
    window.read(window.readBegins(), List.of(rows), T.plusSeconds(upToSecond));
  }

  private List<ObjectId> send(double second) {
    return window.send(T.plusMillis((long) (second * 1_000)));
  }

  @Test
  void an_object_is_woken_at_its_time_and_not_before() {
    read(20, due(1, 5), due(2, 7));
    assertThat(window.next()).contains(T.plusSeconds(5));
    assertThat(send(4.999)).isEmpty();
    assertThat(send(5)).containsExactly(object(1));
    assertThat(send(7)).contains(object(2));
  }

  @Test
  void a_wake_up_is_sent_again_after_2_s_doubling_to_30_until_the_row_moves() {
    read(20, due(1, 0));
    List<Long> sentAt = new ArrayList<>();
    for (long second = 0; second < 130; second++) {
      if (!send((double) second).isEmpty()) {
        sentAt.add(second);
      }
    }
    assertThat(sentAt).containsExactly(0L, 2L, 6L, 14L, 30L, 60L, 90L, 120L);
    window.moved(object(1), Optional.empty());
    assertThat(send(1_000)).isEmpty();
    assertThat(window.next()).isEmpty();
  }

  @Test
  void a_row_that_moved_is_woken_at_its_new_time_only() {
    read(20, due(1, 5));
    window.moved(object(1), Optional.of(T.plusSeconds(9)));
    assertThat(send(8)).isEmpty();
    assertThat(send(9)).containsExactly(object(1));
  }

  @Test
  void a_row_that_is_gone_from_the_index_is_forgotten() {
    read(20, due(1, 5), due(2, 6));
    read(20, due(2, 6));
    assertThat(send(10)).containsExactly(object(2));
  }

  @Test
  void a_read_that_began_before_the_news_does_not_undo_it() {
    long began = window.readBegins();
    window.moved(object(1), Optional.of(T.plusSeconds(3)));
    window.read(began, List.of(), T.plusSeconds(20));
    assertThat(send(3)).containsExactly(object(1));
  }

  @Test
  void what_lies_beyond_a_read_stays() {
    read(20, due(1, 15));
    read(10);
    assertThat(send(15)).containsExactly(object(1));
  }

  @Test
  void in_a_storm_no_more_are_woken_at_once_than_the_bound_until_rows_move() {
    Due[] storm = new Due[WakeWindow.IN_FLIGHT_MAX + 10];
    for (int i = 0; i < storm.length; i++) {
      storm[i] = due(i, 0);
    }
    read(20, storm);
    List<ObjectId> first = send(0);
    assertThat(first).hasSize(WakeWindow.IN_FLIGHT_MAX);
    assertThat(send(0.5)).isEmpty();
    assertThat(window.next()).contains(T.plusSeconds(2));
    window.moved(first.getFirst(), Optional.empty());
    assertThat(send(0.5)).hasSize(1);
  }

  @Test
  void objects_that_never_answer_do_not_keep_others_waiting() {
    Due[] stuck = new Due[WakeWindow.IN_FLIGHT_MAX];
    for (int i = 0; i < stuck.length; i++) {
      stuck[i] = due(i, 0);
    }
    read(20, stuck);
    send(0);
    window.moved(object(9_999), Optional.of(T.plusSeconds(1)));
    assertThat(send(1)).doesNotContain(object(9_999));
    send(2);
    send(6);
    assertThat(send(6)).contains(object(9_999));
  }

  @Test
  void it_holds_no_more_than_its_bound() {
    Due[] many = new Due[WakeWindow.ENTRIES_MAX + 5];
    for (int i = 0; i < many.length; i++) {
      many[i] = due(i, i);
    }
    read(1_000_000, many);
    assertThat(window.size()).isEqualTo(WakeWindow.ENTRIES_MAX);
  }
}

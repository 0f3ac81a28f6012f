package dev.holdfast.http.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.spi.SocketOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowingTest extends HubFixture {
  @Test
  void a_follower_that_is_up_to_date_gets_entries_live_without_reading() {
    following = Optional.of(new SocketOrder.Following("log", 1, 5, 5));
    Client client = open();
    grow(6, 7);
    grow(8, 8);
    assertThat(client.read()).containsExactly(texts(6, 8));
    assertThat(reads).isEmpty();
  }

  @Test
  void a_follower_that_is_behind_reads_pages_and_then_goes_live_without_gap_or_repeat() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 4));
    Client client = open();
    assertThat(pages).containsExactly("0-4/3");
    grow(5, 5);
    assertThat(client.read()).isEmpty();
    reads.get(0).complete(entries(1, 3));
    assertThat(pages).containsExactly("0-4/3", "3-5/3");
    reads.get(1).complete(entries(4, 5));
    grow(6, 6);
    assertThat(client.read()).containsExactly(texts(1, 6));
    assertThat(reads).hasSize(2);
  }

  @Test
  void a_hole_in_what_comes_live_is_filled_from_the_log() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 0));
    Client client = open();
    grow(1, 1);
    grow(4, 5);
    assertThat(pages).containsExactly("1-5/3");
    reads.getFirst().complete(entries(2, 4));
    reads.get(1).complete(entries(5, 5));
    assertThat(client.read()).containsExactly(texts(1, 5));
  }

  @Test
  void an_entry_that_comes_twice_is_sent_once() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 0));
    Client client = open();
    grow(1, 2);
    grow(1, 3);
    assertThat(client.read()).containsExactly(texts(1, 3));
  }

  @Test
  void a_follower_that_reads_slowly_is_not_cut_off_but_catches_up_from_the_log() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 0));
    Client slow = open();
    grow(1, 30);
    List<String> got = new ArrayList<>();
    int answered = 0;
    while (got.size() < 30) {
      got.addAll(slow.read());
      while (answered < reads.size()) {
        String[] range = pages.get(answered).split("[-/]", -1);
        long after = Long.parseLong(range[0]);
        reads.get(answered).complete(entries(after + 1, Math.min(after + 3, 30)));
        answered++;
      }
    }
    assertThat(got).containsExactly(texts(1, 30));
    assertThat(slow.link.closing()).isNull();
  }

  @Test
  void entries_that_clean_up_removed_are_skipped() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 6));
    Client client = open();
    reads.get(0).complete(entries(4, 6));
    grow(7, 7);
    assertThat(client.read()).containsExactly(texts(4, 7));
  }

  @Test
  void a_log_that_is_all_cleaned_up_does_not_hold_up_what_is_new() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 6));
    Client client = open();
    reads.get(0).complete(List.of());
    grow(7, 7);
    assertThat(client.read()).containsExactly("e7");
  }

  @Test
  void a_read_that_fails_is_tried_again() {
    following = Optional.of(new SocketOrder.Following("log", 1, 0, 2));
    Client client = open();
    reads.get(0).completeExceptionally(new IllegalStateException("database gone"));
    assertThat(reads).hasSize(1);
    time.advance(100);
    assertThat(reads).hasSize(2);
    reads.get(1).complete(entries(1, 2));
    assertThat(client.read()).containsExactly(texts(1, 2));
  }

  @Test
  void a_log_of_an_earlier_life_or_another_name_is_not_followed() {
    following = Optional.of(new SocketOrder.Following("log", 2, 0, 0));
    Client client = open();
    grow(1, 1);
    order(new SocketOrder.LogGrown("other", 2, entries(1, 1)));
    assertThat(client.read()).isEmpty();
  }
}

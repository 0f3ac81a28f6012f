package dev.holdfast.http.call;

import static dev.holdfast.http.call.Places.Admission.FULL;
import static dev.holdfast.http.call.Places.Admission.RUNS;
import static dev.holdfast.http.call.Places.Admission.WAITS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacesTest {
  /** Told apart by identity, as a class and not a record. */
  private static final class Guest implements Places.Guest {
    private final String host;
    private final long bytes;

    Guest(String host, long bytes) {
      this.host = host;
      this.bytes = bytes;
    }

    Guest(String host) {
      this(host, 1);
    }

    @Override
    public String place() {
      return host;
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }

  private final Places<Guest> places =
      new Places<>(TestCalls.limits(draft -> draft.running(4, 2).waiting(6, 4)));

  @Test
  void as_many_run_as_a_host_may_have_and_the_next_wait() {
    assertThat(places.enter(new Guest("a"))).isEqualTo(RUNS);
    assertThat(places.enter(new Guest("a"))).isEqualTo(RUNS);
    assertThat(places.enter(new Guest("a"))).isEqualTo(WAITS);
    assertThat(places.enter(new Guest("b"))).isEqualTo(RUNS);
    assertThat(places.running()).isEqualTo(3);
  }

  @Test
  void those_of_one_host_get_their_place_in_order() {
    List<Guest> guests = IntStream.range(0, 4).mapToObj(_ -> new Guest("a")).toList();
    guests.forEach(places::enter);
    assertThat(places.leave(guests.get(0))).containsSame(guests.get(2));
    assertThat(places.leave(guests.get(1))).containsSame(guests.get(3));
    assertThat(places.leave(guests.get(2))).isEmpty();
  }

  @Test
  void when_all_places_are_taken_hosts_have_their_turn_one_after_another() {
    Guest a1 = enter("a");
    Guest a2 = enter("a");
    Guest b1 = enter("b");
    Guest b2 = enter("b");
    Guest c1 = enter("c");
    Guest c2 = enter("c");
    Guest d1 = enter("d");
    assertThat(places.leave(a1)).containsSame(c1);
    assertThat(places.leave(a2)).containsSame(d1);
    assertThat(places.leave(b1)).containsSame(c2);
    assertThat(places.leave(b2)).isEmpty();
  }

  @Test
  void a_host_that_hangs_takes_no_place_of_another() {
    Guest a1 = enter("a");
    enter("a");
    enter("a");
    enter("a");
    assertThat(places.enter(new Guest("b"))).isEqualTo(RUNS);
    assertThat(places.enter(new Guest("c"))).isEqualTo(RUNS);
    assertThat(places.leave(a1)).isPresent();
  }

  @Test
  void a_full_queue_turns_away_for_one_host_and_in_all() {
    IntStream.range(0, 6).forEach(_ -> enter("a"));
    assertThat(places.enter(new Guest("a"))).isEqualTo(FULL);
    enter("b");
    enter("b");
    enter("b");
    enter("b");
    assertThat(places.waiting()).isEqualTo(6);
    assertThat(places.enter(new Guest("b"))).isEqualTo(FULL);
    assertThat(places.enter(new Guest("c"))).isEqualTo(FULL);
  }

  @Test
  void what_waits_is_bounded_by_its_bytes() {
    enter("a");
    enter("a");
    long perHost = CallLimits.DEFAULTS.waitingBytesPerHostMax();
    assertThat(places.enter(new Guest("a", perHost + 1))).as("one always fits").isEqualTo(WAITS);
    assertThat(places.enter(new Guest("a", 1))).isEqualTo(FULL);
    assertThat(places.waitingBytes()).isEqualTo(perHost + 1);
  }

  @Test
  void who_withdraws_is_not_called_and_leaves_nothing_behind() {
    Guest a1 = enter("a");
    Guest a2 = enter("a");
    Guest waiting = enter("a");
    assertThat(places.withdraw(waiting)).isTrue();
    assertThat(places.withdraw(waiting)).isFalse();
    assertThat(places.withdraw(a1)).isFalse();
    assertThat(places.leave(a1)).isEmpty();
    assertThat(places.leave(a2)).isEmpty();
    assertThat(places.hosts()).isZero();
    assertThat(places.waitingBytes()).isZero();
  }

  @Test
  void whatever_comes_and_goes_no_place_is_lost_and_none_given_twice() {
    Random random = new Random(42);
    List<Guest> running = new ArrayList<>();
    List<Guest> waiting = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(3) > 0 && !running.isEmpty()) {
        Guest leaving = running.remove(random.nextInt(running.size()));
        places
            .leave(leaving)
            .ifPresent(next -> {
              assertThat(waiting.remove(next)).isTrue();
              running.add(next);
            });
      } else if (random.nextInt(5) == 0 && !waiting.isEmpty()) {
        assertThat(places.withdraw(waiting.remove(random.nextInt(waiting.size())))).isTrue();
      } else {
        Guest guest = new Guest("h" + random.nextInt(5));
        switch (places.enter(guest)) {
          case RUNS -> running.add(guest);
          case WAITS -> waiting.add(guest);
          case FULL -> {}
        }
      }
      assertThat(places.running()).isEqualTo(running.size()).isLessThanOrEqualTo(4);
      assertThat(places.waiting()).isEqualTo(waiting.size());
      boolean room = running.size() < 4;
      assertThat(waiting.stream().filter(guest -> room && of(running, guest) < 2)).isEmpty();
    }
  }

  private static long of(List<Guest> running, Guest guest) {
    return running.stream().filter(one -> one.host.equals(guest.host)).count();
  }

  private Guest enter(String host) {
    Guest guest = new Guest(host);
    places.enter(guest);
    return guest;
  }
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private final HandClock clock = new HandClock();
  private final SteadyClock steady = new SteadyClock(clock);

  @Test
  void it_goes_with_the_clock_while_that_goes_on() {
    assertThat(steady.instant()).isEqualTo(HandClock.START);
    clock.advance(Duration.ofNanos(1));
    assertThat(steady.instant()).isEqualTo(HandClock.START.plusNanos(1));
  }

  @Test
  void it_stands_still_while_the_clock_is_behind() {
    assertThat(steady.instant()).isEqualTo(HandClock.START);
    clock.set(HandClock.START.minusSeconds(60));
    assertThat(steady.instant()).isEqualTo(HandClock.START);
    clock.advance(Duration.ofSeconds(59));
    assertThat(steady.instant()).isEqualTo(HandClock.START);
    clock.advance(Duration.ofSeconds(2));
    assertThat(steady.instant()).isEqualTo(HandClock.START.plusSeconds(1));
  }

  @Test
  void no_thread_sees_a_time_before_one_that_was_given_already() throws Exception {
    AtomicLong swings = new AtomicLong();
    // Every second reading is an hour behind.
    SteadyClock shared =
        new SteadyClock(() -> {
          long reading = swings.getAndIncrement();
          return HandClock.START.plusNanos(reading).minusSeconds(reading % 2 * 3_600);
        });
    // What any thread was given before another one asked.
    AtomicLong given = new AtomicLong();
    Callable<Integer> reader =
        () -> {
          int wrong = 0;
          for (int i = 0; i < 50_000; i++) {
            long before = given.get();
            long now = Duration.between(HandClock.START, shared.instant()).toNanos();
            wrong += now < before ? 1 : 0;
            given.accumulateAndGet(now, Math::max);
          }
          return wrong;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(threads.submit(reader));
      }
      for (Future<Integer> one : readers) {
        assertThat(one.get()).isZero();
      }
    }
    assertThat(shared.instant()).isAfter(HandClock.START);
  }
}

package dev.holdfast.http.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private final AtomicLong now = new AtomicLong(1);
  private final RateLimits limits = new RateLimits(new Rate(10, 2), 3, now::get);

  @Test
  void a_burst_passes_and_what_follows_waits_for_the_next_token() {
    assertThat(limits.take("a")).isZero();
    assertThat(limits.take("a")).isZero();
    assertThat(limits.take("a")).isBetween(Duration.ofMillis(1), Duration.ofMillis(100));
    now.addAndGet(Duration.ofMillis(100).toNanos());
    assertThat(limits.take("a")).isZero();
  }

  @Test
  void callers_do_not_use_up_each_others_tokens() {
    limits.take("a");
    limits.take("a");
    assertThat(limits.take("b")).isZero();
  }

  @Test
  void the_number_of_tracked_callers_is_bounded_and_newcomers_share() {
    for (String caller : new String[] {"a", "b", "c", "d", "e"}) {
      limits.take(caller);
    }
    assertThat(limits.tracked()).isEqualTo(3);
    assertThat(limits.take("f")).isPositive();
  }

  @Test
  void callers_that_were_quiet_make_room() {
    for (String caller : new String[] {"a", "b", "c"}) {
      limits.take(caller);
    }
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    limits.take("d");
    assertThat(limits.tracked()).isEqualTo(1);
  }

  @Test
  void without_a_limit_nothing_is_tracked() {
    RateLimits none = new RateLimits(Rate.UNLIMITED, 1, now::get);
    for (int i = 0; i < 1_000; i++) {
      assertThat(none.take("a" + i)).isZero();
    }
    assertThat(none.tracked()).isZero();
  }
}

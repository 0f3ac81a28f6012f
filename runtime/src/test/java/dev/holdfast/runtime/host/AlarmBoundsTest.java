package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlarmBoundsTest {
  private static final ObjectId BELL = new ObjectId("bell", "door");

  private final AlarmBounds bounds = new AlarmBounds();
  private final Instant start = HandClock.START;

  private static List<Envelope> alarm() {
    var event = new ObjectEvent.AlarmFired("ring", HandClock.START, 1, false, 1);
    Delivery delivery =
        new Delivery(
            BELL, event, Optional.empty(), Delivery.Reach.EXISTING, "test", Duration.ZERO, 1);
    return List.of(new Envelope("bell/door", delivery, _ -> {}, Long.MAX_VALUE));
  }

  private void fire(int times, Duration apart) {
    for (int i = 1; i <= times; i++) {
      bounds.fired(BELL, alarm(), start.plus(apart.multipliedBy(i)));
    }
  }

  @Test
  void while_the_clock_stands_only_so_many_alarms_fire() {
    fire(AlarmBounds.AT_ONCE_MAX, Duration.ZERO);
    assertThatIllegalStateException()
        .isThrownBy(() -> fire(1, Duration.ZERO))
        .withMessageContaining("'ring' of bell/door");
  }

  @Test
  void while_time_passes_more_may_fire_but_not_without_end() {
    fire(AlarmBounds.IN_ONE_CALL_MAX, Duration.ofSeconds(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> fire(1, Duration.ofDays(100)))
        .withMessageContaining("in one call");
  }

  @Test
  void each_call_begins_anew() {
    fire(AlarmBounds.AT_ONCE_MAX, Duration.ZERO);
    bounds.begin();
    fire(AlarmBounds.AT_ONCE_MAX, Duration.ZERO);
    assertThatIllegalStateException().isThrownBy(() -> fire(1, Duration.ZERO));
  }
}

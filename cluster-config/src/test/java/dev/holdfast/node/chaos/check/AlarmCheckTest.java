package dev.holdfast.node.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.node.chaos.check.AlarmCheck.Ring;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlarmCheckTest {
  @Test
  void alarms_that_all_came_once_and_late_have_no_fault() {
    assertThat(faults(new Ring("a", 0, 0), new Ring("b", 900, 900))).isEmpty();
  }

  @Test
  void an_alarm_that_nobody_acknowledged_may_come() {
    assertThat(faults(new Ring("a", 0, 0), new Ring("b", 0, 0), new Ring("c", 1, 1))).isEmpty();
  }

  @Test
  void a_lost_alarm_is_found() {
    assertThat(faults(new Ring("a", 0, 0))).containsExactly("alarm b was acknowledged and is lost");
  }

  @Test
  void an_alarm_that_came_twice_is_found() {
    assertThat(faults(new Ring("a", 0, 0), new Ring("b", 0, 0), new Ring("b", 5, 5)))
        .containsExactly("alarm b of bell took effect twice");
  }

  @Test
  void an_early_alarm_is_found_by_either_clock() {
    assertThat(faults(new Ring("a", -1, 3), new Ring("b", 0, -11)))
        .containsExactly(
            "alarm a of bell came 1 ms early by its object's clock, -3 ms truly",
            "alarm b of bell came 0 ms early by its object's clock, 11 ms truly");
  }

  @Test
  void an_alarm_that_nobody_set_is_found() {
    assertThat(faults(new Ring("a", 0, 0), new Ring("b", 0, 0), new Ring("x", 0, 0)))
        .containsExactly("nobody set alarm x of bell");
  }

  private static List<String> faults(Ring... rings) {
    return AlarmCheck.faults(
        Set.of("a", "b", "c"), Set.of("a", "b"), Map.of("bell", List.of(rings)), 10);
  }
}

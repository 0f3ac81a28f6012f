package dev.holdfast.node.chaos.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every alarm that was acknowledged took effect exactly once, and none before its time. */
public final class AlarmCheck {
  private AlarmCheck() {}

  /**
   * An alarm that took effect.
   *
   * @param token names it
   * @param lateMillis behind its time by the object's clock
   * @param trulyLateMillis behind its time by the machine's clock, which no fault sets
   */
  public record Ring(String token, long lateMillis, long trulyLateMillis) {}

  /**
   * One sentence for each fault.
   *
   * @param attempted tokens of all alarms that were asked for
   * @param acknowledged of those that were answered 200
   * @param rings by object
   * @param skewMillisMax by how much clocks of two nodes may differ
   */
  public static List<String> faults(
      Set<String> attempted,
      Set<String> acknowledged,
      Map<String, List<Ring>> rings,
      long skewMillisMax) {
    List<String> faults = new ArrayList<>();
    Set<String> rung = new HashSet<>();
    rings.forEach((ringer, all) -> {
      for (Ring ring : all) {
        if (!rung.add(ring.token())) {
          faults.add("alarm %s of %s took effect twice".formatted(ring.token(), ringer));
        }
        if (!attempted.contains(ring.token())) {
          faults.add("nobody set alarm %s of %s".formatted(ring.token(), ringer));
        }
        if (ring.lateMillis() < 0 || ring.trulyLateMillis() < -skewMillisMax) {
          faults.add(
              "alarm %s of %s came %d ms early by its object's clock, %d ms truly"
                  .formatted(ring.token(), ringer, -ring.lateMillis(), -ring.trulyLateMillis()));
        }
      }
    });
    acknowledged.stream()
        .filter(token -> !rung.contains(token))
        .forEach(token -> faults.add("alarm %s was acknowledged and is lost".formatted(token)));
    return faults;
  }
}

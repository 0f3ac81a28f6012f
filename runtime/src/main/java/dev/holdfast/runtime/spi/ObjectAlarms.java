package dev.holdfast.runtime.spi;

import java.time.Instant;
import java.util.List;

/** The alarms that an object has set, by name, and its dead letters, the oldest first. */
public record ObjectAlarms(List<Pending> alarms, List<DeadLetter> letters) {
  /**
   * An alarm that is set.
   *
   * @param schedule {@code at} for one that fires once; otherwise {@code every} or {@code cron},
   *     with interval and anchor or dialect, zone and expression
   * @param due the time it is to be fired for
   * @param attempts how often it was fired for that time and failed
   * @param fireAt when it is fired next
   * @param error what the last failed attempt said, empty without one
   * @param redriven whether an operator had it tried again from a dead letter
   */
  public record Pending(
      String name,
      String schedule,
      Instant due,
      int attempts,
      Instant fireAt,
      String error,
      boolean redriven) {}

  public ObjectAlarms {
    alarms = List.copyOf(alarms);
    letters = List.copyOf(letters);
  }
}

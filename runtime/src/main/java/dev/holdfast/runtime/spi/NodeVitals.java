package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a node says of itself, for pages and metrics. Callable from any thread. */
public interface NodeVitals {
  /** Objects in memory by type; types with none are in it with 0. */
  Map<String, Long> awakeByType();

  /** Bytes of keys and remembered answers that they hold in memory. */
  long awakeBytes();

  /** {@link #awakeBytes} by type; types with none are in it with 0. */
  Map<String, Long> awakeBytesByType();

  /** Counters since the node started, by name; names and meanings are in {@link Counters}. */
  Counters counters();

  /** What alarms did and what waits for its time. */
  AlarmVitals alarms();

  /** What calls to the outside do. */
  default CallVitals calls() {
    return CallVitals.NONE;
  }

  /** What the local work does that calls ask for. */
  default WorkVitals work() {
    return WorkVitals.NONE;
  }

  /** What became of messages between objects, and what is to be delivered. */
  TellVitals tells();

  /** What its lease from the database kept from leaving. */
  default LeaseVitals lease() {
    return LeaseVitals.NONE;
  }

  /** How far this node's clock is from the database's; empty where that is not measured. */
  default Optional<ClockSeen> clock() {
    return Optional.empty();
  }

  /** The newest turns on this node, newest first, at most 50. */
  List<TurnSeen> recentTurns();

  /** Calls back for each turn from now on until the handle is closed. Must not block. */
  AutoCloseable onTurn(Consumer<TurnSeen> listener);

  /** Why the node is not fit to take traffic; empty when it is. */
  List<String> unfitBecause();

  /**
   * Counts since start.
   *
   * @param turns handlers run
   * @param commits journal events written
   * @param refused turns that refused
   * @param failed handlers that threw
   * @param overran handlers abandoned past their deadline
   * @param wakes objects loaded
   * @param sleeps objects that left memory
   * @param overloaded events turned away at a bound
   * @param commitFailures commits that failed or whose outcome is unknown
   */
  record Counters(
      long turns,
      long commits,
      long refused,
      long failed,
      long overran,
      long wakes,
      long sleeps,
      long overloaded,
      long commitFailures) {}

  /**
   * The newest comparison of clocks.
   *
   * @param offset to be added to the node's clock to get the database's
   * @param uncertainty the true offset is within this of {@code offset}
   * @param offsetMax further away the node is not fit
   */
  record ClockSeen(Duration offset, Duration uncertainty, Duration offsetMax) {}

  /**
   * One turn.
   *
   * @param event what the object received, see {@code TurnNote}
   * @param outcome {@code done}, {@code refused}, {@code failed} ...
   * @param micros how long the handler ran
   */
  record TurnSeen(
      Instant at, ObjectId object, String event, String outcome, String correlation, long micros) {}
}

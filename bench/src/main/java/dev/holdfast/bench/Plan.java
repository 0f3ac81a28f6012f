package dev.holdfast.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is measured.
 *
 * @param project the folder of the launcher
 * @param warmups passes before a round that are thrown away
 * @param rounds rounds whose median counts
 * @param time of one measurement of throughput
 * @param crashRounds how often a node is killed, for each database
 * @param chatMessages messages of the large chat
 * @param sleepers objects that are woken one after another
 * @param heapStep objects, or sockets, that are added for each measurement of memory
 * @param alarms that are due at once
 * @param alarmsPending that wait meanwhile
 * @param chaos how long a cluster is broken
 * @param kills of nodes of a cluster
 * @param seed of what is random in runs with faults; 0 for a new one each time
 */
public record Plan(
    Path project,
    int warmups,
    int rounds,
    Duration time,
    int crashRounds,
    int chatMessages,
    int sleepers,
    int heapStep,
    int alarms,
    int alarmsPending,
    Duration chaos,
    int kills,
    long seed) {

  /** What counts. */
  static Plan full(Path project) {
    return new Plan(
        project,
        2,
        5,
        Duration.ofSeconds(5),
        10,
        100_000,
        1_000,
        10_000,
        50_000,
        1_000_000,
        Duration.ofMinutes(20),
        20,
        0);
  }

  /** Shows that everything runs; its figures are worth little. */
  static Plan quick(Path project) {
    return new Plan(
        project,
        0,
        1,
        Duration.ofSeconds(1),
        1,
        5_000,
        100,
        2_000,
        4_000,
        20_000,
        Duration.ofMinutes(1),
        2,
        0);
  }

  Plan withRounds(int other) {
    return with(warmups, other, time, crashRounds, chaos, seed);
  }

  Plan withTime(Duration other) {
    return with(warmups, rounds, other, crashRounds, chaos, seed);
  }

  Plan withCrashRounds(int other) {
    return with(warmups, rounds, time, other, chaos, seed);
  }

  Plan withChaos(Duration other) {
    return with(warmups, rounds, time, crashRounds, other, seed);
  }

  Plan withSeed(long other) {
    return with(warmups, rounds, time, crashRounds, chaos, other);
  }

  /** This plan, measuring no more often than that: for what takes long. */
  public Plan atMost(int roundsMax) {
    return with(warmups, Math.min(rounds, roundsMax), time, crashRounds, chaos, seed);
  }

  private Plan with(
      int warmups, int rounds, Duration time, int crashRounds, Duration chaos, long seed) {
    return new Plan(
        project,
        warmups,
        rounds,
        time,
        crashRounds,
        chatMessages,
        sleepers,
        heapStep,
        alarms,
        alarmsPending,
        chaos,
        kills,
        seed);
  }

  /** Where contenders keep their data; emptied before each of them starts. */
  public Path data(String contender) {
    return project.resolve("bench/target/data").resolve(contender);
  }

  public Path logs() {
    return project.resolve("bench/target/logs");
  }

  public Path results() {
    return project.resolve("bench/results");
  }
}

package dev.holdfast.bench.contender;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Durable counters in process. Thread rule: any thread; nothing blocks but the last three. */
interface Worker extends AutoCloseable {
  /** Events before the snapshot that {@link #sleeper} have. */
  int EVENTS_BEFORE_SNAPSHOT = 6;

  /** Events after it. */
  int EVENTS_AFTER_SNAPSHOT = 5;

  /** Adds 1 durably; completes with whether it did. */
  CompletionStage<Boolean> increment(String name);

  /** Reads, and completes with the number. */
  CompletionStage<Long> read(String name);

  /** Makes a counter that wakes from a snapshot and some events. */
  void sleeper(String name);

  /** Puts every counter to sleep and waits until all are; these are all that may be awake. */
  void sleepAll(List<String> names);

  @Override
  void close();
}

package dev.holdfast.persistence.store;

import java.time.Duration;

/**
 * Every bound of the store. Past a queue's bound the call fails at once and says so.
 *
 * @param writers threads that append; more than one pays only where the database is far away
 * @param appendsWaiting events that may wait to be written
 * @param appendBytesWaiting bytes of them; one event larger than this is taken when none waits
 * @param batchCount events of one statement; past some hundred a larger statement is no faster
 * @param batchBytes bytes of one statement, so that its round trip stays short
 * @param eventBytes bytes of one event with its log rows; PostgreSQL takes 1 GB for a statement
 * @param loadReaders threads that read objects
 * @param loadsWaiting objects that may wait to be read
 * @param loadBatch objects read by one statement; all of their states are in memory at once
 * @param logReaders threads that read pages of logs
 * @param logReadsWaiting pages that may wait to be read
 * @param snapshotsWaiting snapshots that may wait to be written
 * @param snapshotBytesWaiting bytes of them
 * @param closeWait longest wait of {@link PostgresStore#close} for what is queued
 */
public record StoreLimits(
    int writers,
    int appendsWaiting,
    long appendBytesWaiting,
    int batchCount,
    long batchBytes,
    long eventBytes,
    int loadReaders,
    int loadsWaiting,
    int loadBatch,
    int logReaders,
    int logReadsWaiting,
    int snapshotsWaiting,
    long snapshotBytesWaiting,
    Duration closeWait) {
  private static final long MIB = 1024L * 1024;

  public static final StoreLimits DEFAULTS =
      new StoreLimits(
          1,
          20_000,
          64 * MIB,
          400,
          4 * MIB,
          128 * MIB,
          2,
          10_000,
          32,
          2,
          10_000,
          1_000,
          64 * MIB,
          Duration.ofSeconds(20));

  /** The same with a queue of another length, for appends only. */
  public StoreLimits withAppendsWaiting(int count, long bytes) {
    return new StoreLimits(
        writers,
        count,
        bytes,
        batchCount,
        batchBytes,
        eventBytes,
        loadReaders,
        loadsWaiting,
        loadBatch,
        logReaders,
        logReadsWaiting,
        snapshotsWaiting,
        snapshotBytesWaiting,
        closeWait);
  }
}

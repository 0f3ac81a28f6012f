package dev.holdfast.runtime.host;

/**
 * When to take a snapshot: when the journal since the last one is larger than the state, and at
 * least {@value #JOURNAL_BYTES_MIN} bytes. So both what is written for snapshots and what is read
 * when waking stay proportional to what changed.
 */
final class SnapshotRule {
  /** Reading 64 KiB of events takes about as long as one database round trip. */
  static final long JOURNAL_BYTES_MIN = 64 << 10;

  private long journalBytes;
  private volatile boolean saving; // ended() comes on a thread of the store

  void written(long eventBytes) {
    journalBytes += eventBytes;
  }

  /** Whether to take one now; if so, it counts as begun. */
  boolean begin(long stateBytes) {
    if (saving || journalBytes <= Math.max(stateBytes, JOURNAL_BYTES_MIN)) {
      return false;
    }
    saving = true;
    journalBytes = 0;
    return true;
  }

  void ended() {
    saving = false;
  }
}

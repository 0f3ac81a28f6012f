package dev.holdfast.persistence.history;

/**
 * What one run of the clean-up removed.
 *
 * @param ran false when another node was at it, and then all counts are 0
 * @param bases snapshots up to which an object's history was removed
 * @param events journal rows removed
 * @param snapshots older snapshots removed
 * @param logRows log entries removed
 * @param skipped snapshots left alone because they cannot be read; the log names them
 * @param more whether the run stopped at its bound with work left
 */
public record CleanupResult(
    boolean ran, int bases, long events, long snapshots, long logRows, int skipped, boolean more) {
  static final CleanupResult ELSEWHERE = new CleanupResult(false, 0, 0, 0, 0, 0, false);
}

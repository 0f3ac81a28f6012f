package dev.holdfast.runtime;

/**
 * What a handler sees of a log. Entries are read with {@link Turn#replyPage} or {@link
 * Turn#respondPage}, because they may be on disk and handlers never wait.
 *
 * @param head number of the oldest entry kept; {@code tail + 1} when the log is empty
 * @param tail number of the newest entry; 0 before the first
 * @param life tells this log from one of the same name and object before the object was destroyed;
 *     the same as long as the object exists
 */
public record LogView(long head, long tail, long life) {
  /** How many entries the log holds. */
  public long size() {
    return tail - head + 1;
  }
}

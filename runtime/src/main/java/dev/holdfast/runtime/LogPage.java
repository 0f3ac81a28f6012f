package dev.holdfast.runtime;

import java.util.List;

/**
 * Part of a log, oldest entry first.
 *
 * @param next pass it as {@code after} to get the page that follows
 * @param tail number of the newest entry when the turn was decided: there is more while {@code next
 *     < tail}
 */
public record LogPage<T>(List<LogEntry<T>> entries, long next, long tail) {
  public LogPage {
    entries = List.copyOf(entries);
  }
}

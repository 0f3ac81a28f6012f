package dev.holdfast.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that a run has measured. */
public final class Report {
  private record Key(String suite, String what, String contender) {}

  private final Map<Key, Series> series = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  /** Adds a measurement. */
  public void add(String suite, String what, String contender, String unit, Sample sample) {
    series
        .computeIfAbsent(
            new Key(suite, what, contender),
            _ -> new Series(suite, what, contender, unit, new ArrayList<>()))
        .samples()
        .add(sample);
  }

  /** Adds a line of the table where more is better. */
  public void ratio(String what, Series ours, Series theirs, Optional<Double> atLeast) {
    rows.add(new Row.Ratio(what, ours, theirs, atLeast));
  }

  /** Adds a line of the table where less is better. */
  public void bound(String what, Series ours, Optional<Series> theirs, Optional<Double> atMost) {
    rows.add(new Row.Bound(what, ours, theirs, atMost));
  }

  /** Adds a line of the table for what must hold. */
  public void holds(String what, Series ours, boolean holds, String words) {
    rows.add(new Row.Holds(what, ours, holds, words));
  }

  /** Adds a remark below the table, in Markdown. */
  public void note(String markdown) {
    notes.add(markdown);
  }

  /** Adds a file that lies beside the table, such as a picture that a remark shows. */
  public void file(String name, String content) {
    files.put(name, content);
  }

  /** Throws when nothing was measured under these names. */
  public Series get(String suite, String what, String contender) {
    Series found = series.get(new Key(suite, what, contender));
    if (found == null) {
      throw new IllegalArgumentException(
          "%s measured no '%s' of %s".formatted(suite, what, contender));
    }
    return found;
  }

  public List<Series> series() {
    return List.copyOf(series.values());
  }

  public List<Row> rows() {
    return List.copyOf(rows);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** By name. */
  public Map<String, String> files() {
    return Map.copyOf(files);
  }
}

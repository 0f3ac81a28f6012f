package dev.holdfast.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table: one line a comparison, and below it what each contender used. */
public final class MarkdownTable {
  private MarkdownTable() {}

  /** The comparisons. */
  public static String comparisons(Report report) {
    StringBuilder text = new StringBuilder();
    line(text, List.of("what", "Holdfast", "beside it", "ratio", "must reach", ""));
    line(text, List.of("---", "---", "---", "---", "---", "---"));
    report.rows().forEach(row -> line(text, cells(row)));
    return text.toString();
  }

  private static List<String> cells(Row row) {
    return switch (row) {
      case Row.Ratio(var what, var ours, var theirs, _) ->
          List.of(
              what,
              named(ours),
              theirs.contender() + ": " + figure(theirs),
              "**" + Figures.number(((Row.Ratio) row).ratio()) + " x**",
              row.target(),
              verdict(row));
      case Row.Bound(var what, var ours, var theirs, _) ->
          List.of(
              what,
              named(ours),
              theirs.map(t -> t.contender() + ": " + figure(t)).orElse(""),
              theirs.map(t -> Figures.number(ours.median() / t.median()) + " x").orElse(""),
              row.target(),
              verdict(row));
      case Row.Holds(var what, _, _, var words) ->
          List.of(what, words, "", "", row.target(), verdict(row));
    };
  }

  private static String figure(Series series) {
    return Figures.of(series.median(), series.unit());
  }

  /** The column says Holdfast; who is not says so. */
  private static String named(Series series) {
    boolean holdfast = series.contender().equals("Holdfast");
    return holdfast ? figure(series) : series.contender() + ": " + figure(series);
  }

  private static String verdict(Row row) {
    Optional<Boolean> reached = row.isReached();
    return reached.map(yes -> yes ? "reached" : "**MISSED**").orElse("");
  }

  /** Every series with latencies and processor time. */
  public static String details(Report report) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        List.of(
            "what",
            "contender",
            "median",
            "rounds",
            "p50",
            "p99",
            "CPU server",
            "CPU database",
            "errors"));
    line(text, List.of("---", "---", "---", "---", "---", "---", "---", "---", "---"));
    for (Series series : report.series()) {
      line(
          text,
          List.of(
              series.suite() + ": " + series.what(),
              series.contender(),
              figure(series),
              rounds(series),
              Figures.duration(series.median(Sample::p50)),
              Figures.duration(series.median(Sample::p99)),
              Figures.duration(series.median(Sample::serverMicros)),
              Figures.duration(series.median(Sample::databaseMicros)),
              String.format(Locale.ROOT, "%.0f", series.errors())));
    }
    return text.toString();
  }

  private static String rounds(Series series) {
    return String.join(
        " ", series.samples().stream().map(sample -> Figures.number(sample.value())).toList());
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}

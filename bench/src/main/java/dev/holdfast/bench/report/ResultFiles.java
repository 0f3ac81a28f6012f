package dev.holdfast.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/** Writes {@code results-DATE.md}, {@code .csv}, {@code .svg}, and {@code latest.md}. */
public final class ResultFiles {
  private ResultFiles() {}

  /**
   * Writes them all, over those of the same day.
   *
   * @param about how it was measured, in Markdown
   */
  public static void write(Report report, Path folder, LocalDate day, String about)
      throws IOException {
    Files.createDirectories(folder);
    String base = "results-" + day;
    String markdown = markdown(report, base, day, about);
    Files.writeString(folder.resolve(base + ".md"), markdown);
    Files.writeString(folder.resolve("latest.md"), markdown);
    Files.writeString(folder.resolve(base + ".csv"), csv(report));
    Files.writeString(folder.resolve(base + ".svg"), BarChart.svg(report));
    for (var file : report.files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static String markdown(Report report, String base, LocalDate day, String about) {
    StringBuilder text = new StringBuilder();
    text.append("# Benchmark of ").append(day).append("\n\n").append(about).append('\n');
    text.append("![ratios](").append(base).append(".svg)\n\n");
    text.append(MarkdownTable.comparisons(report)).append('\n');
    report.notes().forEach(note -> text.append(note).append("\n\n"));
    text.append("## Every series\n\n").append(MarkdownTable.details(report));
    return text.toString();
  }

  private static String csv(Report report) {
    StringBuilder text =
        new StringBuilder(
            "suite,what,contender,unit,round,value,p50_us,p99_us,cpu_server_us,cpu_database_us,errors\n");
    for (Series series : report.series()) {
      int round = 0;
      for (Sample sample : series.samples()) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s,\"%s\",%s,%s,%d,%f,%f,%f,%f,%f,%.0f%n",
                series.suite(),
                series.what(),
                series.contender(),
                series.unit(),
                ++round,
                sample.value(),
                sample.p50(),
                sample.p99(),
                sample.serverMicros(),
                sample.databaseMicros(),
                sample.errors()));
      }
    }
    return text.toString();
  }
}

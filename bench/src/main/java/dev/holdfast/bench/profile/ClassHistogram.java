package dev.holdfast.bench.profile;

import dev.holdfast.bench.process.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Live objects of a JVM by class, as {@code jcmd GC.class_histogram} counts them. */
public record ClassHistogram(Map<String, Count> byClass) {
  /** Objects of one class. */
  public record Count(long instances, long bytes) {}

  /** Counts now; collects garbage first. */
  public static ClassHistogram of(long pid) throws IOException {
    String jcmd = Jvm.home().resolve("bin/jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    Map<String, Count> counts = new HashMap<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read(line, counts);
      }
    }
    return new ClassHistogram(counts);
  }

  /** Such as {@code 3: 20005 960240 java.lang.String (java.base@25)}. */
  private static void read(String line, Map<String, Count> counts) {
    String[] words = line.strip().split("\\s+", -1);
    if (words.length >= 4 && words[0].endsWith(":") && Character.isDigit(words[0].charAt(0))) {
      var _ =
          counts.merge(
              words[3],
              new Count(Long.parseLong(words[1]), Long.parseLong(words[2])),
              (a, b) -> new Count(a.instances + b.instances, a.bytes + b.bytes));
    }
  }

  public ClassHistogram since(ClassHistogram before) {
    Map<String, Count> more = new HashMap<>();
    byClass.forEach((name, now) -> {
      Count then = before.byClass.getOrDefault(name, new Count(0, 0));
      more.put(name, new Count(now.instances - then.instances, now.bytes - then.bytes));
    });
    return new ClassHistogram(more);
  }

  /** The classes with most bytes, for each of so many objects, in Markdown. */
  public String table(int objects, int shown) {
    StringBuilder text =
        new StringBuilder("| bytes each | instances each | class |\n|---|---|---|\n");
    long total = byClass.values().stream().mapToLong(Count::bytes).sum();
    List<Map.Entry<String, Count>> largest =
        byClass.entrySet().stream()
            .sorted((a, b) -> Long.compare(b.getValue().bytes, a.getValue().bytes))
            .limit(shown)
            .toList();
    largest.forEach(entry -> text.append(line(entry.getKey(), entry.getValue(), objects)));
    return text.append(line("all classes", new Count(0, total), objects)).toString();
  }

  private static String line(String name, Count count, int objects) {
    return String.format(
        Locale.ROOT,
        "| %.0f | %.2f | %s |%n",
        (double) count.bytes / objects,
        (double) count.instances / objects,
        name);
  }
}

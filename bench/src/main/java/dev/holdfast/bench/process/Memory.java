package dev.holdfast.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of a JVM, in kilobytes of 1,024 bytes as {@code /proc} and {@code jcmd} give them.
 *
 * @param resident of the process (Linux only)
 * @param committed of the heap; NaN with a collector that says it otherwise than G1
 * @param used of the heap; NaN likewise
 */
public record Memory(double resident, double committed, double used) {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern HEAP = Pattern.compile("committed (\\d+)K, used (\\d+)K");

  /** A collection may free what the next one then finds no more references to. */
  private static final int COLLECTIONS_MIN = 4;

  private static final int COLLECTIONS_MAX = 12;

  /** Two looks that differ by less than this, in kilobytes, are the same. */
  private static final double STILL = 1_024;

  /** Time for the collector to give memory back. */
  private static final Duration PAUSE = Duration.ofMillis(700);

  /** What stays after collecting garbage again and again until that changes nothing. */
  public static Memory settled(long pid) throws IOException {
    Memory before = collected(pid);
    for (int i = 1; i < COLLECTIONS_MAX; i++) {
      Memory after = collected(pid);
      if (i >= COLLECTIONS_MIN - 1 && Math.abs(after.resident - before.resident) < STILL) {
        return after;
      }
      before = after;
    }
    return before;
  }

  private static Memory collected(long pid) throws IOException {
    String _ = jcmd(pid, "GC.run");
    LockSupport.parkNanos(PAUSE.toNanos());
    String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    String heap = jcmd(pid, "GC.heap_info");
    return new Memory(find(RESIDENT, status, 1), find(HEAP, heap, 1), find(HEAP, heap, 2));
  }

  private static double find(Pattern pattern, String text, int group) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(group)) : Double.NaN;
  }

  private static String jcmd(long pid, String command) throws IOException {
    String jcmd = Jvm.home().resolve("bin/jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), command).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      return String.join("\n", lines.lines().toList());
    }
  }

  public Memory since(Memory before) {
    return new Memory(resident - before.resident, committed - before.committed, used - before.used);
  }
}

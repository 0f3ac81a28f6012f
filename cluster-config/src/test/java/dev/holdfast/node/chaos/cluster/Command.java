package dev.holdfast.node.chaos.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of the machine, each run to its end. */
final class Command {
  private static final long SECONDS_MAX = 20;

  private Command() {}

  /** Runs it; throws with what it said when it fails. */
  static void run(String... words) {
    if (!runs(words)) {
      throw new IllegalStateException("'%s' failed".formatted(String.join(" ", words)));
    }
  }

  /** Runs it and says whether it succeeded. */
  static boolean runs(String... words) {
    try {
      Process process =
          new ProcessBuilder(List.of(words))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What it says, without the last line break. */
  static String output(String... words) {
    try {
      Process process = new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package dev.holdfast.persistence.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
final class Command {
  /** Of what a program prints, the part that an error message quotes. */
  private static final int QUOTED_MAX = 600;

  /** How it ended: its exit code and the end of what it printed, in one line. */
  record Ended(int code, String printed) {
    boolean well() {
      return code == 0;
    }
  }

  private Command() {}

  /**
   * Output goes through a file: a server that the program leaves behind inherits a pipe and would
   * keep it open for ever.
   */
  static Ended run(List<String> words, Path folder, Duration atMost) throws IOException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    try {
      Process process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!waitFor(process, atMost)) {
        process.destroy();
        return new Ended(-1, "no answer within " + atMost.toSeconds() + " s");
      }
      return new Ended(process.exitValue(), tail(output));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static boolean waitFor(Process process, Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The last words of a file in one line; empty when there is none. */
  static String tail(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    String line = text.strip().replaceAll("\\s+", " ");
    return line.substring(Math.max(0, line.length() - QUOTED_MAX));
  }
}

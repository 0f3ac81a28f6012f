package dev.holdfast.node.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What handlers decided in one life of a node, written down before it can be committed. A line is
 * there once it is written: the file outlives the process that is killed. What is in it and was
 * never committed, or had to be decided again, was in the middle of its turn when the node died.
 */
final class Decisions {
  /** Names the file; where it is not set nothing is written down. */
  static final String FILE_VARIABLE = "EXCHANGE_DECISIONS";

  private static final OutputStream HERE =
      Optional.ofNullable(System.getenv(FILE_VARIABLE))
          .map(Decisions::open)
          .orElseGet(OutputStream::nullOutputStream);

  private Decisions() {}

  private static OutputStream open(String file) {
    try {
      return Files.newOutputStream(
          Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One write for each line, so that none is torn by the end of the process. */
  static void note(String decision) {
    try {
      HERE.write((decision + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What one life decided; empty where it decided nothing. */
  static Set<String> of(Path file) throws IOException {
    return Files.exists(file) ? new HashSet<>(Files.readAllLines(file)) : Set.of();
  }
}

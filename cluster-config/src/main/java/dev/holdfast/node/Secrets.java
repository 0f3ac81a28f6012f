package dev.holdfast.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Secrets, under the names their owners use: {@code NAME} in the environment, or {@code NAME_FILE}
 * with the path of a file that holds one. Never a flag and never a key: both end up in process
 * lists and copies.
 */
final class Secrets {
  private final Map<String, String> environment;

  Secrets(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The secret, or empty when it is not set or blank. */
  Optional<String> find(String name) {
    String value = environment.get(name);
    if (value != null && !value.isBlank()) {
      return Optional.of(value.strip());
    }
    String file = environment.get(name + "_FILE");
    return file == null || file.isBlank() ? Optional.empty() : read(name, Path.of(file));
  }

  private static Optional<String> read(String name, Path file) {
    try {
      String value = Files.readString(file).strip();
      return value.isEmpty() ? Optional.empty() : Optional.of(value);
    } catch (IOException e) {
      throw new NodeConfigException(
          "%s_FILE names %s, which cannot be read. Check the path and its permissions."
              .formatted(name, file),
          e);
    }
  }

  /** The secret as a list separated by commas. */
  List<String> list(String name) {
    return find(name).stream()
        .flatMap(all -> Stream.of(all.split(",")))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .toList();
  }
}

package dev.holdfast.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Java source of the project.
 *
 * @param path from the project's root, with {@code /} between folders
 * @param text all of it
 * @param code the same with comments and literals blanked out, so that naming a banned thing in
 *     prose is no offence
 */
record SourceFile(String path, String text, String code) {
  static final List<String> MODULES =
      List.of("runtime", "actors", "persistence", "http", "cluster-config", "bench");

  private static final Pattern COMMENT_OR_LITERAL =
      Pattern.compile(
          String.join(
              "|",
              "\"\"\"[\\s\\S]*?\"\"\"",
              "\"(?:[^\"\\\\\\n]|\\\\.)*+\"",
              "'(?:[^'\\\\\\n]|\\\\.)*+'",
              "//[^\\n]*+",
              "/\\*[\\s\\S]*?\\*/"));

  static SourceFile of(String path, String text) {
    return new SourceFile(path, text, COMMENT_OR_LITERAL.matcher(text).replaceAll(" "));
  }

  /** Every Java source of every module, main and test. */
  static List<SourceFile> all() {
    Path root = root();
    return MODULES.stream().flatMap(module -> of(root, root.resolve(module, "src"))).toList();
  }

  String folder() {
    return path.substring(0, path.lastIndexOf('/'));
  }

  boolean isIn(String prefix) {
    return path.startsWith(prefix);
  }

  long lines() {
    return text.lines().count();
  }

  private static Stream<SourceFile> of(Path root, Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> read(root, file))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SourceFile read(Path root, Path file) {
    try {
      return of(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder with the launcher in it, above wherever the tests were started. */
  private static Path root() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("holdfast"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        "no folder above %s holds the launcher 'holdfast'. Run the tests inside the project."
            .formatted(start));
  }
}

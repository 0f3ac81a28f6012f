package dev.holdfast.node.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page of the documentation, cut into what tests look at.
 *
 * @param path from the project's root, with slashes
 */
record MarkdownPage(String path, List<String> lines) {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");

  /**
   * A fenced block.
   *
   * @param language what stands behind the fence
   * @param title the last line before it that is not empty
   * @param line where it begins, from 1
   */
  record Block(String language, String title, int line, String text) {}

  /** The cells of one row of a table, and the last heading before it. */
  record Row(String heading, List<String> cells) {
    String cell(int column) {
      return column < cells.size() ? cells.get(column) : "";
    }

    /** What stands between the first two backticks of a cell; the whole cell without any. */
    String code(int column) {
      String[] parts = cell(column).split("`", -1);
      return parts.length < 3 ? cell(column) : parts[1];
    }
  }

  static MarkdownPage read(String path) {
    try {
      return new MarkdownPage(path, Files.readAllLines(root().resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  /** Every page that people read, but the decision records, which stand as they were taken. */
  static List<MarkdownPage> all() {
    try (Stream<Path> pages = Files.list(root().resolve("docs"))) {
      List<String> paths = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md"));
      pages
          .map(page -> page.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .sorted()
          .forEach(name -> paths.add("docs/" + name));
      return paths.stream().map(MarkdownPage::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The project's root: where the launcher is. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("holdfast")) || !Files.exists(folder.resolve("pom.xml"))) {
      folder = Objects.requireNonNull(folder.getParent(), "no folder above has the launcher");
    }
    return folder;
  }

  String text() {
    return String.join("\n", lines);
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    String title = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        int end = i + 1;
        while (!lines.get(end).startsWith("```")) {
          end++;
        }
        String text = String.join("\n", lines.subList(i + 1, end)) + "\n";
        blocks.add(new Block(line.substring(3).strip(), title, i + 1, text));
        i = end;
      } else if (!line.isBlank()) {
        title = line;
      }
    }
    return blocks;
  }

  List<Block> blocks(String language) {
    return blocks().stream().filter(block -> block.language().equals(language)).toList();
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    String heading = "";
    for (String line : lines) {
      var matched = HEADING.matcher(line);
      if (matched.matches()) {
        heading = matched.group(1);
      } else if (line.startsWith("| ") && line.endsWith("|")) {
        String inside = line.substring(1, line.length() - 1);
        rows.add(new Row(heading, Stream.of(inside.split("(?<!\\\\)\\|", -1)).map(String::strip).toList()));
      }
    }
    return rows;
  }

  /** The rows below headings that hold the words. */
  List<Row> rowsBelow(String words) {
    return rows().stream().filter(row -> row.heading().contains(words)).toList();
  }

  /** The targets of its links, outside of fenced blocks. */
  List<String> links() {
    List<String> targets = new ArrayList<>();
    boolean fenced = false;
    for (String line : lines) {
      fenced ^= line.startsWith("```");
      if (!fenced) {
        LINK.matcher(line).results().forEach(link -> targets.add(link.group(1)));
      }
    }
    return targets;
  }

  /** The anchors that its headings have on GitHub. */
  List<String> anchors() {
    return lines.stream()
        .map(HEADING::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }
}

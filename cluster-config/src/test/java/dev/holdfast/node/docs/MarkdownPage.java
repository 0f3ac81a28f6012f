package dev.holdfast.node.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One page of the documentation, cut into what tests look at.
 *
 * @param path from the project's root, with slashes
 */
record MarkdownPage(String path, List<String> lines) {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern DEFINITION = Pattern.compile("\\[([^\\]]+)]: (\\S+)");
  private static final Pattern REFERENCE = Pattern.compile("\\[(\\w+)](?![(\\[])");
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

  @Override
  public String toString() {
    return path;
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
        rows.add(
            new Row(
                heading, Stream.of(inside.split("(?<!\\\\)\\|", -1)).map(String::strip).toList()));
      }
    }
    return rows;
  }

  /** The rows below headings that hold the words. */
  List<Row> rowsBelow(String words) {
    return rows().stream().filter(row -> row.heading().contains(words)).toList();
  }

  /** The targets of its links, in the text and in definitions. */
  List<String> links() {
    return Stream.concat(
            prose().flatMap(line -> LINK.matcher(line).results()).map(link -> link.group(1)),
            definitions().values().stream())
        .toList();
  }

  /** What {@code [name]: target} lines define. */
  Map<String, String> definitions() {
    Map<String, String> targets = new TreeMap<>();
    prose()
        .map(DEFINITION::matcher)
        .filter(Matcher::matches)
        .forEach(line -> targets.put(line.group(1), line.group(2)));
    return targets;
  }

  /** The names in {@code [name]} that want a definition. */
  Set<String> references() {
    return prose()
        .filter(line -> !DEFINITION.matcher(line).matches())
        .flatMap(line -> REFERENCE.matcher(line.replaceAll("`[^`]*`", "")).results())
        .map(reference -> reference.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Stream<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean fenced = false;
    for (String line : lines) {
      fenced ^= line.startsWith("```");
      if (!fenced) {
        prose.add(line);
      }
    }
    return prose.stream();
  }

  /** The anchors that its headings have on GitHub. */
  List<String> anchors() {
    return lines.stream()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }
}

package dev.holdfast.node.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of errors names every problem that the edge makes, with its status. */
class ErrorsPageTest {
  private static final MarkdownPage PAGE = MarkdownPage.read("docs/errors.md");

  /** Where one is made: its status, then its code. */
  private static final Pattern MADE =
      Pattern.compile("Problem\\s*\\.of\\(\\s*(\\d{3}),\\s*\"([a-z-]+)\"");

  @Test
  void every_problem_in_the_code_is_on_the_page_with_its_status() throws IOException {
    Set<String> made = made();
    assertThat(made).as("the problems found in the code").hasSizeGreaterThan(20);
    Set<String> onPage =
        rows().stream()
            .map(row -> row.code(0) + " " + row.cell(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(onPage).isEqualTo(made);
  }

  @Test
  void every_problem_says_what_it_means_and_what_to_do() {
    assertThat(rows()).allSatisfy(row -> assertThat(row.cells().subList(2, 4)).doesNotContain(""));
  }

  @Test
  void the_types_begin_as_the_page_says() {
    assertThat(PAGE.text()).contains("type `" + Problem.TYPE_PREFIX + "`");
  }

  private static List<MarkdownPage.Row> rows() {
    return PAGE.rowsBelow("Errors").stream().filter(row -> row.cell(0).startsWith("`")).toList();
  }

  private static Set<String> made() throws IOException {
    Path sources = MarkdownPage.root().resolve("http/src/main/java");
    Set<String> made = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        MADE.matcher(Files.readString(file))
            .results()
            .forEach(hit -> made.add(hit.group(2) + " " + hit.group(1)));
      }
    }
    return made;
  }
}

package dev.holdfast.node.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links within the project lead somewhere. */
class LinksTest {
  private static final List<MarkdownPage> PAGES = MarkdownPage.all();

  @Test
  void every_link_to_a_file_of_the_project_leads_to_one() {
    assertThat(PAGES.stream().flatMap(LinksTest::broken))
        .as("a link that leads nowhere; correct the path, relative to the page")
        .isEmpty();
  }

  @Test
  void every_reference_has_its_definition() {
    for (MarkdownPage page : PAGES) {
      assertThat(page.references()).as(page.path()).isEqualTo(page.definitions().keySet());
    }
  }

  @Test
  void every_page_is_linked_from_the_readme() {
    List<String> linked = MarkdownPage.read("README.md").links();
    assertThat(PAGES)
        .filteredOn(page -> !page.path().equals("README.md"))
        .extracting(MarkdownPage::path)
        .isSubsetOf(linked);
  }

  private static Stream<String> broken(MarkdownPage page) {
    return page.links().stream()
        .filter(link -> !link.contains("://") && !leadsSomewhere(page, link))
        .map(link -> page.path() + " -> " + link);
  }

  private static boolean leadsSomewhere(MarkdownPage page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path here = MarkdownPage.root().resolve(page.path());
    Path target = file.isEmpty() ? here : here.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    String path = MarkdownPage.root().relativize(target).toString().replace('\\', '/');
    return hash < 0 || MarkdownPage.read(path).anchors().contains(link.substring(hash + 1));
  }
}

package dev.holdfast.node.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.node.packaged.PackagedNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page at {@code /}, as a person sees it. */
class StatusPageIT {
  @TempDir Path folder;

  @BeforeEach
  void needs_a_browser() {
    if (System.getenv("HOLDFAST_CI") == null) {
      assumeThat(Chromium.installed())
          .as("Chromium is not installed: the page is not tested in a browser here")
          .isPresent();
    }
  }

  @Test
  void a_turn_arrives_on_the_page_without_a_reload() throws IOException, InterruptedException {
    Optional<Path> program = Chromium.installed();
    assertThat(program).as("CI installs Chromium").isPresent();
    try (PackagedNode node = PackagedNode.start(folder.resolve("data"), Map.of());
        HttpClient http = HttpClient.newHttpClient();
        Chromium browser =
            Chromium.open(program.get(), folder.resolve("profile"), node.url().resolve("/"))) {
      browser.await(
          "document.readyState === 'complete' && document.body.innerText.includes('counter')");
      assertThat(browser.evaluate("document.body.innerText")).doesNotContain("seen-by-a-person");
      browser.evaluate("window.notReloaded = true");
      http.send(
          HttpRequest.newBuilder(node.url().resolve("/objects/counter/seen-by-a-person"))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.discarding());
      browser.await("document.body.innerText.includes('seen-by-a-person')");
      assertThat(browser.evaluate("String(window.notReloaded)")).isEqualTo("true");
      browser.screenshot(Path.of("target", "status-page.png"));
    }
  }
}

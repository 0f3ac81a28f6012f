package dev.holdfast.node.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what the packaged node answers, also after {@code kill -9}. */
class ReadmeIT {
  private static final Pattern SECRET = Pattern.compile("TELEGRAM_WEBHOOK_SECRET=(\\S+) ");

  private final MarkdownPage readme = MarkdownPage.read("README.md");

  @TempDir private Path folder;

  @Test
  void the_session_in_the_readme_goes_as_shown() throws Exception {
    Path jar = MarkdownPage.root().resolve("cluster-config/target/holdfast-node.jar");
    Path data = folder.resolve("data");
    List<MarkdownPage.Block> sessions = readme.blocks("console");
    assertThat(sessions).as("one session before kill -9 and one after").hasSize(2);
    Map<String, String> secret = Map.of("TELEGRAM_WEBHOOK_SECRET", secret());
    try (NodeProcess node = NodeProcess.start(jar, data, secret)) {
      play(sessions.get(0), node);
      node.kill();
    }
    try (NodeProcess node = NodeProcess.start(jar, data, secret)) {
      play(sessions.get(1), node);
      assertThat(node.terminate()).isZero();
    }
  }

  private static void play(MarkdownPage.Block session, NodeProcess node) throws Exception {
    List<CurlSession.Step> steps = CurlSession.steps(session);
    assertThat(steps).isNotEmpty();
    for (CurlSession.Step step : steps) {
      assertThat(CurlSession.answer(step, node.url())).as(step.command()).isEqualTo(step.answer());
    }
  }

  private String secret() {
    Matcher secret = SECRET.matcher(readme.text());
    assertThat(secret.find()).as("the README names the webhook's secret").isTrue();
    return secret.group(1);
  }
}

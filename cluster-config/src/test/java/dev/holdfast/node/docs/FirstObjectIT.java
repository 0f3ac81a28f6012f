package dev.holdfast.node.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's project, exactly as {@code docs/first-object.md} shows it, builds and runs. */
class FirstObjectIT {
  /** A file of the project: its path in backticks before the block. */
  private static final Pattern FILE = Pattern.compile("`((?:src/|pom)[^`]*)`.*");

  private static final MarkdownPage PAGE = MarkdownPage.read("docs/first-object.md");

  @TempDir private Path folder;

  @Test
  void the_project_on_the_page_builds_runs_and_answers_as_shown() throws Exception {
    Optional<MavenRun> maven = MavenRun.prepared(folder.resolve("repository"));
    assumeTrue(maven.isPresent(), "no mvn found: set MAVEN_HOME or put it on the PATH");
    Path project = Files.createDirectory(folder.resolve("greeter"));
    assertThat(write(project)).isEqualTo(4);

    maven.get().run(project, "-q", "package");

    Path target = project.resolve("target");
    assertThat(target.resolve("surefire-reports/greeter.GreeterTest.txt"))
        .as("the test on the page ran")
        .content()
        .contains("Tests run: 1, Failures: 0");
    assertThat(jars(target.resolve("lib")))
        .as("one dependency brings the very jars that the node itself is tested with")
        .containsExactlyInAnyOrderElementsOf(ownJars());
    try (NodeProcess node =
        NodeProcess.start(target.resolve("greeter.jar"), folder.resolve("data"), Map.of())) {
      List<CurlSession.Step> steps = CurlSession.steps(PAGE.blocks("console").getFirst());
      assertThat(steps).hasSize(4);
      for (CurlSession.Step step : steps) {
        assertThat(CurlSession.answer(step, node.url()))
            .as(step.command())
            .isEqualTo(step.answer());
      }
      assertThat(node.terminate()).as("exit status after SIGTERM").isZero();
    }
  }

  /** Writes the files of the page; how many there are. */
  private static int write(Path project) throws IOException {
    int files = 0;
    for (MarkdownPage.Block block : PAGE.blocks()) {
      Matcher named = FILE.matcher(block.title());
      if (named.matches()) {
        Path file = project.resolve(named.group(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, block.text());
        files++;
      }
    }
    return files;
  }

  /** What the packaged node's class path names, and the node itself. */
  private static List<String> ownJars() throws IOException {
    Path node = MarkdownPage.root().resolve("cluster-config/target/holdfast-node.jar");
    try (JarFile jar = new JarFile(node.toFile())) {
      String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
      return Stream.concat(
              Stream.of(classPath.split(" ", -1)).map(entry -> entry.replace("lib/", "")),
              Stream.of("holdfast-node-0.1.0-SNAPSHOT.jar"))
          .toList();
    }
  }

  private static List<String> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}

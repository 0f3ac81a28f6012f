package dev.holdfast.node.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the Maven that runs this build ({@code maven.home}, else {@code MAVEN_HOME}, else the one on
 * the {@code PATH}) with a local repository of the test's own, in which Holdfast is what was just
 * packaged.
 *
 * <p>Every other group in that repository is a link to the user's: nothing is downloaded twice, and
 * what {@code mvn install} put there of Holdfast is neither used nor changed.
 */
final class MavenRun {
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final Duration RUN_MAX = Duration.ofMinutes(3);

  private final Path program;
  private final Path repository;

  private MavenRun(Path program, Path repository) {
    this.program = program;
    this.repository = repository;
  }

  /** Empty when no Maven can be found. */
  static Optional<MavenRun> prepared(Path repository) throws IOException {
    Optional<Path> program = program();
    if (program.isPresent()) {
      Files.createDirectories(repository.resolve("dev"));
      Path users = usersRepository();
      linkAllBut("dev", users, repository);
      linkAllBut("holdfast", users.resolve("dev"), repository.resolve("dev"));
      putHoldfast(repository.resolve("dev").resolve("holdfast"));
    }
    return program.map(found -> new MavenRun(found, repository));
  }

  /** Throws {@link AssertionError} with what Maven said when it does not end well. */
  void run(Path project, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "-B", "-ntp"));
    command.add("-Dmaven.repo.local=" + repository);
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile(project.getParent(), "maven", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    // As the page says. What the outer Maven was told is not meant for this one.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    Process maven = builder.start();
    if (!maven.waitFor(RUN_MAX.toSeconds(), TimeUnit.SECONDS)) {
      maven.destroyForcibly();
    }
    if (maven.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed:\n" + Files.readString(said));
    }
  }

  private static Optional<Path> program() {
    String windows = System.getProperty("os.name").startsWith("Windows") ? ".cmd" : "";
    Stream<Path> homes =
        Stream.of(System.getProperty("maven.home", ""), environment("MAVEN_HOME"))
            .filter(home -> !home.isBlank())
            .map(home -> Path.of(home, "bin"));
    Stream<Path> path = Stream.of(environment("PATH").split(File.pathSeparator, -1)).map(Path::of);
    return Stream.concat(homes, path)
        .map(folder -> folder.resolve("mvn" + windows))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String environment(String name) {
    return Optional.ofNullable(System.getenv(name)).orElse("");
  }

  /** Surefire and failsafe name the build's own. */
  private static Path usersRepository() {
    String inHome = Path.of(System.getProperty("user.home"), ".m2", "repository").toString();
    return Path.of(System.getProperty("localRepository", inHome));
  }

  private static void linkAllBut(String own, Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      try (Stream<Path> entries = Files.list(from)) {
        for (Path entry : entries.toList()) {
          if (!entry.getFileName().toString().equals(own)) {
            Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
          }
        }
      }
    }
  }

  private static void putHoldfast(Path group) throws IOException {
    Path root = MarkdownPage.root();
    Path target = root.resolve("cluster-config").resolve("target");
    put(group, "holdfast-parent", root.resolve("pom.xml"), Optional.empty());
    put(
        group,
        "holdfast-node",
        root.resolve("cluster-config").resolve("pom.xml"),
        Optional.of(target.resolve("holdfast-node.jar")));
    for (String module : List.of("runtime", "actors", "persistence", "http")) {
      String name = "holdfast-" + module;
      Path jar = target.resolve("lib").resolve(name + "-" + VERSION + ".jar");
      put(group, name, root.resolve(module).resolve("pom.xml"), Optional.of(jar));
    }
  }

  private static void put(Path group, String artifact, Path pom, Optional<Path> jar)
      throws IOException {
    Path folder = Files.createDirectories(group.resolve(artifact).resolve(VERSION));
    Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"));
    if (jar.isPresent()) {
      Files.copy(jar.get(), folder.resolve(artifact + "-" + VERSION + ".jar"));
    }
  }
}

package dev.holdfast.node.chaos.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node is started with.
 *
 * @param java the JVM and its flags
 * @param classPath where node and main class are found
 */
public record NodeProgram(List<String> java, String classPath, Class<?> main) {
  /** As the launcher has them. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+ExitOnOutOfMemoryError");

  public NodeProgram {
    java = List.copyOf(java);
  }

  /** The packaged node with a main class of its tests. */
  public static NodeProgram packaged(Path jar, Class<?> main, String... moreFlags) {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(FLAGS);
    java.addAll(List.of(moreFlags));
    String classes = main.getProtectionDomain().getCodeSource().getLocation().getPath();
    return new NodeProgram(java, jar + File.pathSeparator + classes, main);
  }

  List<String> command(List<String> prefix, List<String> jvmFlags, List<String> arguments) {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(java);
    words.addAll(jvmFlags);
    words.addAll(List.of("-cp", classPath, main.getName()));
    words.addAll(arguments);
    return words;
  }
}

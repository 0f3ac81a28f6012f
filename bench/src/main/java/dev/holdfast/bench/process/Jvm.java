package dev.holdfast.bench.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a JVM as the launcher starts a node: same JDK, same flags, default heap. */
public final class Jvm {
  /** As in {@code holdfast.jvm.flags} of the parent pom and in the launcher. */
  public static final List<String> FLAGS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dstdout.encoding=UTF-8",
          "-Dstderr.encoding=UTF-8",
          "-Dlogback.configurationFile=bench-logback.xml");

  private Jvm() {}

  public static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  /** The words that run a class of this program's own class path. */
  public static List<String> command(List<String> moreFlags, Class<?> main, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(home().resolve("bin/java").toString());
    words.addAll(FLAGS);
    words.addAll(moreFlags);
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(main.getName());
    words.addAll(List.of(arguments));
    return words;
  }
}

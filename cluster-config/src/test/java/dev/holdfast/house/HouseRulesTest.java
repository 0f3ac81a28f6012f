package dev.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How every source of the project looks. A message says what to do instead. */
class HouseRulesTest {
  /** What a reader holds in the head at once. Nine of ten files of the models are far below. */
  private static final int LINES_MAX = 300;

  /** What a reader follows in one go. Twenty is the aim; a switch over many cases takes more. */
  private static final int METHOD_LINES_MAX = 40;

  private static final Pattern SLEEP =
      Pattern.compile(
          "\\bThread\\s*(\\.|::)\\s*sleep\\b|\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\b");

  private static final Pattern CONSOLE =
      Pattern.compile("\\bSystem\\s*\\.\\s*(out|err)\\b|\\.\\s*printStackTrace\\s*\\(\\s*\\)");

  /** As whole words of a name: {@code ImplicitLane} is fine. */
  private static final Pattern EMPTY_NAME =
      Pattern.compile(
          "\\b(?:class|interface|record|enum)\\s+"
              + "(\\w*(?:Manager|Helpers?|Utils?|Impl|Abstract)(?![a-z])\\w*)");

  private static final Pattern NULL_MARKED =
      Pattern.compile("@(org\\.jspecify\\.annotations\\.)?NullMarked\\b");

  private static final List<SourceFile> SOURCES = SourceFile.all();

  @Test
  void the_rules_see_the_sources() {
    assertThat(SOURCES)
        .extracting(SourceFile::path)
        .contains(
            "cluster-config/src/test/java/dev/holdfast/house/HouseRulesTest.java",
            "runtime/src/main/java/dev/holdfast/runtime/package-info.java");
  }

  @Test
  void files_have_at_most_300_lines() {
    assertThat(offences(file -> file.lines() > LINES_MAX, file -> file.lines() + " lines"))
        .as("more than %d lines are banned, split the file by what its parts are for", LINES_MAX)
        .isEmpty();
  }

  @Test
  void methods_have_at_most_40_lines() {
    assertThat(MethodLengths.of(SOURCES).stream().filter(m -> m.lines() > METHOD_LINES_MAX))
        .as(
            "more than %d lines are banned, aim for 20: name the parts and call them",
            METHOD_LINES_MAX)
        .isEmpty();
  }

  @Test
  void nothing_sleeps() {
    assertThat(matches(SLEEP, _ -> false))
        .as(
            "Thread.sleep is banned, use what tells you: a future, a latch, Process.onExit, a"
                + " scheduled task; in tests a hand-set clock or a probe")
        .isEmpty();
  }

  @Test
  void nothing_prints_but_bench_and_the_console() {
    assertThat(matches(CONSOLE, HouseRulesTest::mayPrint))
        .as(
            "System.out, System.err and printStackTrace are banned, use an SLF4J logger; what the"
                + " user must see on the console goes through node.Console")
        .isEmpty();
  }

  @Test
  void names_say_what_a_class_is() {
    assertThat(matches(EMPTY_NAME, _ -> false))
        .as(
            "Manager, Helper, Util, Impl and Abstract are banned in names, use the noun of the"
                + " domain (ShardedNamespace, OutboxRecovery, BoundedQueue)")
        .isEmpty();
  }

  @Test
  void every_package_is_null_marked() {
    Set<String> marked =
        SOURCES.stream()
            .filter(file -> file.path().endsWith("/package-info.java"))
            .filter(file -> NULL_MARKED.matcher(file.code()).find())
            .map(SourceFile::folder)
            .collect(Collectors.toSet());
    assertThat(
            SOURCES.stream().map(SourceFile::folder).distinct().filter(f -> !isMarked(f, marked)))
        .as(
            "a package without @NullMarked is banned, use a package-info.java with it; a test"
                + " package of the same name as a main package of its module shares that one's")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Thread.sleep(5);", "run(Thread::sleep)", "TimeUnit.SECONDS.sleep(1);"})
  void a_sleep_is_found(String code) {
    assertThat(SLEEP.matcher(SourceFile.of("a/B.java", code).code()).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"class AlarmManager {", "record JsonUtils(", "interface AbstractStore {"})
  void an_empty_name_is_found(String code) {
    assertThat(EMPTY_NAME.matcher(code).find()).isTrue();
  }

  @Test
  void the_lines_of_a_method_are_counted_from_its_annotations_to_its_brace() {
    String code =
        """
        class B {
          /** Not counted. */
          @Deprecated
          B() {
            // "}" is counted

            run(() -> {});
          }

          Object short_one() { return new Object() {
              public String toString() {
                return "{";
              }
            };
          }

          abstract int none();
        }
        """;
    assertThat(MethodLengths.of(List.of(SourceFile.of("a/B.java", code))))
        .extracting(MethodLengths.Method::toString)
        .containsExactly(
            "a/B.java:3: <init> has 6 lines",
            "a/B.java:10: short_one has 6 lines",
            "a/B.java:11: toString has 3 lines",
            "a/B.java:17: none has 1 lines");
  }

  @Test
  void prose_and_literals_are_no_offence() {
    String prose =
        "// Thread.sleep(1)\n/* Thread.sleep(1) */ s = \"\\\"Thread.sleep(1)\"; c = '\"';";
    String block = "t = \"\"\"\n  say \"Thread.sleep(1)\"\n  \"\"\";";
    assertThat(SLEEP.matcher(SourceFile.of("a/B.java", prose + block).code()).find()).isFalse();
    assertThat(SLEEP.matcher(SourceFile.of("a/B.java", prose + "Thread.sleep(1);").code()).find())
        .isTrue();
    assertThat(EMPTY_NAME.matcher("record ImplicitLane(").find()).isFalse();
  }

  private static boolean mayPrint(SourceFile file) {
    return file.isIn("bench/")
        || file.path().equals("cluster-config/src/main/java/dev/holdfast/node/Console.java")
        // A program that a test starts talks to it by its output.
        || file.path().endsWith("Child.java");
  }

  private static boolean isMarked(String folder, Set<String> marked) {
    return marked.contains(folder) || marked.contains(folder.replace("/src/test/", "/src/main/"));
  }

  private static List<String> matches(Pattern banned, Predicate<SourceFile> excused) {
    return SOURCES.stream().filter(excused.negate()).flatMap(file -> found(banned, file)).toList();
  }

  private static Stream<String> found(Pattern banned, SourceFile file) {
    return banned.matcher(file.code()).results().map(hit -> file.path() + ": " + hit.group());
  }

  private static List<String> offences(
      Predicate<SourceFile> offends, Function<SourceFile, String> what) {
    return SOURCES.stream()
        .filter(offends)
        .map(file -> file.path() + ": " + what.apply(file))
        .toList();
  }
}

package dev.holdfast.node.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The Java that the pages show compiles, and the tests that they show pass. */
class DocsCodeTest {
  /** One for each topic of the guide. */
  private static final int GUIDE_TESTS_MIN = 12;

  @Test
  void the_object_in_the_readme_compiles() {
    assertThat(CompiledSnippets.of(MarkdownPage.read("README.md")).classes())
        .extracting(Class::getSimpleName)
        .contains("Counter");
  }

  @TestFactory
  Stream<DynamicTest> the_tests_in_the_programming_guide_pass() {
    List<DynamicTest> tests =
        tests(CompiledSnippets.of(MarkdownPage.read("docs/programming-guide.md")));
    assertThat(tests).hasSizeGreaterThanOrEqualTo(GUIDE_TESTS_MIN);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> the_tests_on_the_page_about_testing_pass() {
    List<DynamicTest> tests = tests(CompiledSnippets.of(MarkdownPage.read("docs/testing.md")));
    assertThat(tests).hasSizeGreaterThanOrEqualTo(2);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> the_test_on_the_page_about_messages_passes() {
    return tests(CompiledSnippets.of(MarkdownPage.read("docs/messaging.md"))).stream();
  }

  @TestFactory
  Stream<DynamicTest> the_test_on_the_page_about_sockets_passes() {
    return tests(CompiledSnippets.of(MarkdownPage.read("docs/sockets.md"))).stream();
  }

  @Test
  void the_calls_on_the_page_about_calls_compile() {
    assertThat(CompiledSnippets.of(MarkdownPage.read("docs/calls.md")).classes())
        .extracting(Class::getSimpleName)
        .contains("Reply", "Feeds");
  }

  @Test
  void every_topic_of_the_guide_has_an_example() {
    MarkdownPage guide = MarkdownPage.read("docs/programming-guide.md");
    List<String> without = new ArrayList<>();
    String topic = "";
    boolean shown = true;
    for (String line : guide.lines()) {
      if (line.startsWith("## ")) {
        without.addAll(shown ? List.of() : List.of(topic));
        topic = line;
        shown = false;
      }
      shown |= line.equals("```java");
    }
    without.addAll(shown ? List.of() : List.of(topic));
    assertThat(without).isEmpty();
  }

  @Test
  void code_that_does_not_compile_is_found_with_its_line() {
    var page =
        new MarkdownPage("x.md", List.of("text", "```java", "class X { int y = true; }", "```"));
    assertThatThrownBy(() -> CompiledSnippets.of(page))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(".java:3: error: incompatible types");
  }

  private static List<DynamicTest> tests(CompiledSnippets snippets) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Class<?> type : snippets.classes()) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          String name = type.getSimpleName() + "." + method.getName();
          tests.add(DynamicTest.dynamicTest(name, () -> run(type, method)));
        }
      }
    }
    return tests;
  }

  private static void run(Class<?> type, Method method) throws Throwable {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    method.setAccessible(true);
    try {
      method.invoke(constructor.newInstance());
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

package dev.holdfast.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may import whom. {@code cluster-config -> http -> actors -> runtime <- persistence}, and
 * cluster-config sees all.
 */
class ModuleRulesTest {
  private static final String RUNTIME = "dev.holdfast.runtime..";
  private static final String HOST = "dev.holdfast.runtime.host..";
  private static final String TESTING = "dev.holdfast.runtime.testing..";
  private static final String PERSISTENCE = "dev.holdfast.persistence..";
  private static final String ACTORS = "dev.holdfast.actors..";
  private static final String HTTP = "dev.holdfast.http..";
  private static final String NODE = "dev.holdfast.node..";
  private static final String BENCH = "dev.holdfast.bench..";
  private static final String PEKKO = "org.apache.pekko..";

  /** The API and its spi: everything of runtime but the host and the test kit. */
  private static final DescribedPredicate<JavaClass> API =
      resideInAPackage(RUNTIME)
          .and(DescribedPredicate.not(resideInAnyPackage(HOST, TESTING)))
          .as("the API and its spi");

  private static JavaClasses classes;

  @BeforeAll
  static void read_the_classes_of_every_module() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Other modules' tests come as jars or, before `package`, as folders.
            .withImportOption(place -> !place.contains("-tests.jar"))
            .importPackages("dev.holdfast");
  }

  @Test
  void the_rules_see_the_classes() {
    assertThat(classes.containPackage("dev.holdfast.runtime"))
        .as("classes of runtime on the class path; without them every rule below would pass")
        .isTrue();
  }

  @Test
  void runtime_stands_alone() {
    check(
        bans(RUNTIME, ACTORS, HTTP, PERSISTENCE, NODE, BENCH)
            .because(
                "everything stands on runtime. What it needs from outside is an interface in"
                    + " runtime.spi; the module that has it implements that"));
  }

  @Test
  void persistence_knows_runtime_only() {
    check(
        bans(PERSISTENCE, ACTORS, HTTP, NODE, BENCH)
            .because(
                "a store keeps bytes under stable names, whatever the objects and the edge are."
                    + " Pass in what it needs through runtime.spi"));
  }

  @Test
  void actors_know_the_api_only() {
    check(
        bans(ACTORS, PEKKO, HOST, PERSISTENCE, HTTP, NODE, BENCH)
            .because(
                "an object decides and performs nothing, so that it can be tested as a function."
                    + " Say it in the Turn: put, tell, call, alarm, reply"));
  }

  @Test
  void http_reaches_objects_through_the_api_only() {
    check(
        bans(HTTP, PERSISTENCE, HOST, NODE, BENCH)
            .because(
                "the edge is replaceable, and so is what is behind it. Use the runtime API or an"
                    + " interface of runtime.spi that cluster-config wires"));
  }

  @Test
  void nothing_depends_on_the_node_or_on_bench() {
    check(
        bans(NODE, BENCH)
            .because("bench is never shipped. Move what both need to the module it belongs to"));
    check(
        noClasses()
            .that(resideOutsideOfPackages(NODE, BENCH))
            .should()
            .dependOnClassesThat(resideInAnyPackage(NODE, BENCH))
            .because("the node wires everything, so nothing may need the node. Pass values in"));
  }

  @Test
  void a_node_loads_neither_the_test_kit_nor_junit() {
    check(
        noClasses()
            .that(resideOutsideOfPackages(TESTING))
            .should()
            .dependOnClassesThat(resideInAnyPackage(TESTING, "org.junit..", "org.opentest4j.."))
            .because(
                "JUnit is on the class path of tests alone. Use the test kit in src/test, and keep"
                    + " in runtime.host what a host needs"));
  }

  @Test
  void api_and_spi_use_the_jdk_and_jspecify_only() {
    check(
        noClasses()
            .that(API)
            .should()
            .dependOnClassesThat(outsideTheApi())
            .because(
                "who writes an object must need nothing but the JDK, and the host must be"
                    + " replaceable. Put what needs a library in runtime.host behind an spi"));
  }

  @Test
  void api_and_actors_use_neither_sql_nor_network() {
    check(
        noClasses()
            .that(API.or(resideInAPackage(ACTORS)))
            .should()
            .dependOnClassesThat(Banned.OUTSIDE_WORLD)
            .because("handlers never block. Ask for a Call; its result is a later event"));
  }

  @Test
  void api_and_actors_use_no_threads() {
    check(
        noClasses()
            .that(API.or(resideInAPackage(ACTORS)))
            .should()
            .dependOnClassesThat(Banned.THREADS)
            .orShould()
            .accessTargetWhere(Banned.ASYNC_STAGE)
            .because(
                "events of an object run one at a time, on a thread the host chooses. Return a"
                    + " Turn, or a CompletionStage from an spi (without ...Async, which picks a"
                    + " pool)"));
  }

  @Test
  void api_and_actors_fetch_neither_time_nor_chance() {
    check(
        noClasses()
            .that(API.or(resideInAPackage(ACTORS)))
            .should()
            .accessTargetWhere(Banned.SYSTEM_CLOCK)
            .orShould()
            .accessTargetWhere(Banned.CHANCE)
            .orShould()
            .dependOnClassesThat(Banned.RANDOM)
            .because(
                "a handler gives the same turn for the same event, today and in a replay. Use"
                    + " context.now(), its fresh ids and its random bytes; InstantSource elsewhere"));
  }

  private static ArchRule bans(String from, String... to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(resideInAnyPackage(to));
  }

  private static DescribedPredicate<JavaClass> outsideTheApi() {
    DescribedPredicate<JavaClass> inside = API.or(resideInAnyPackage("java..", "org.jspecify.."));
    return DescribedPredicate.describe(
        "are neither JDK, JSpecify nor API", type -> !inside.test(type.getBaseComponentType()));
  }

  /** A module whose code is not written yet breaks no rule. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(classes);
  }
}

package dev.holdfast.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.holdfast.runtime.Request;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** JUnit itself runs tests with a {@link TestNode}: what one leaves behind, and how one fails. */
class TestNodeLifeTest {
  /** One node for all tests of the class: nothing of one test is there in the next. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static final class TwoTests {
    @RegisterExtension
    static final TestNode NODE = TestNode.of(TestedCounter.TYPE).with("greeting", "hello");

    private final TestObject<TestedCounter.Command> counter =
        NODE.object(TestedCounter.TYPE, "visits");

    @BeforeEach
    void count() {
      assertThat(counter.ask(new TestedCounter.Increment(1))).isEqualTo(1L);
    }

    @Test
    void one() {
      everything_is_as_at_the_start();
    }

    @Test
    void other() {
      everything_is_as_at_the_start();
    }

    private void everything_is_as_at_the_start() {
      assertThat(NODE.now()).isEqualTo(TestNode.START);
      assertThat(greeting()).isEqualTo("hello");
      NODE.with("greeting", "goodbye");
      assertThat(greeting()).isEqualTo("goodbye");
      NODE.advance(Duration.ofHours(1));
    }

    private String greeting() {
      return counter.request(Request.of("GET", "/", "")).text();
    }
  }

  /** Fails after things happened. */
  static final class Failing {
    @RegisterExtension final TestNode node = TestNode.of(TestedBell.TYPE, TestedFeed.TYPE);

    @Test
    void it_fails() {
      node.object(TestedFeed.TYPE, "news").send(new TestedFeed.Follow());
      node.object(TestedBell.TYPE, "door").request(Request.of("POST", "/fail", ""));
      node.advance(Duration.ofSeconds(4));
      node.downFor(Duration.ofMinutes(15));
      throw new AssertionError("as it should");
    }
  }

  @Test
  void each_test_has_a_node_of_its_own() {
    List<TestExecutionResult> results = run(TwoTests.class);
    assertThat(results).hasSize(2);
    assertThat(results)
        .extracting(TestExecutionResult::getStatus)
        .containsOnly(TestExecutionResult.Status.SUCCESSFUL);
  }

  @Test
  void a_failed_test_says_what_happened_on_its_node() {
    TestExecutionResult result = run(Failing.class).getFirst();
    StringWriter printed = new StringWriter();
    result.getThrowable().orElseThrow().printStackTrace(new PrintWriter(printed));
    assertThat(printed.toString())
        .startsWith("java.lang.AssertionError: as it should")
        .contains(
            "the node's clock stands at 2026-01-01T00:15:04Z.",
            "2026-01-01T00:00:00Z  feed/news  Follow[]  done",
            "2026-01-01T00:00:00Z  bell/door  POST /fail  answered 200",
            "2026-01-01T00:00:01Z  bell/door  alarm 'fail'  failed: see error ",
            "2026-01-01T00:00:03",
            "alarm 'fail', attempt 2  failed: see error ",
            "2026-01-01T00:00:04Z  down for PT15M",
            "feed/news  alarm 'read'",
            "Alarms that are set, the next one first:",
            "2026-01-01T00:30:00Z  feed/news  'read'",
            "failed 3 times: java.lang.IllegalStateException: the clapper is broken");
  }

  private static List<TestExecutionResult> run(Class<?> tests) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    List<TestExecutionResult> results = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  results.add(result);
                }
              }
            });
    return results;
  }
}

package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.spi.CallRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The world outside of a node in memory: calls that objects ask for arrive here, and wait until the
 * test says what came of them.
 *
 * <pre>{@code
 * feed.send(new Feed.Refresh());
 * node.calls().next().answer(200, "<rss/>");
 * assertThat(feed.ask(new Feed.Title())).isEqualTo("...");
 * }</pre>
 *
 * <p>Thread rule: callable from any thread.
 */
public final class TestCalls implements CallRunner {
  private final List<TestCall> waiting = new ArrayList<>();

  @Override
  public CompletionStage<Outcome> attempt(
      Call.Http call, String idempotencyKey, String traceparent) {
    TestCall attempt = new TestCall(call, idempotencyKey, traceparent);
    synchronized (waiting) {
      waiting.add(attempt);
    }
    return attempt.outcome;
  }

  /** The attempts that wait for what comes of them, the oldest first. */
  public List<TestCall> waiting() {
    synchronized (waiting) {
      waiting.removeIf(attempt -> attempt.outcome.isDone());
      return List.copyOf(waiting);
    }
  }

  /** The oldest attempt that waits. Throws {@link AssertionError} when there is none. */
  public TestCall next() {
    List<TestCall> now = waiting();
    if (now.isEmpty()) {
      throw new AssertionError(
          "no call waits to be answered. Was it asked for, and has its pause passed?");
    }
    return now.getFirst();
  }

  /** The attempts of a node that died: nobody hears of them any more. */
  void forget() {
    synchronized (waiting) {
      waiting.clear();
    }
  }
}

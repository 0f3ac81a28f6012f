package dev.holdfast.runtime.host;

import static dev.holdfast.runtime.host.WorkFixture.ONE_X;
import static dev.holdfast.runtime.host.WorkFixture.REPEAT;
import static dev.holdfast.runtime.host.WorkFixture.SOON;
import static dev.holdfast.runtime.host.WorkFixture.await;
import static dev.holdfast.runtime.host.WorkFixture.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What local work may take of a node: threads, places in the queue, time to end. */
class LocalWorksBoundsTest {
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final WorkFixture two = new WorkFixture(new WorkLimits(2, 100, 50, 1_000, 500));
  private final WorkFixture one = new WorkFixture(new WorkLimits(1, 2, 2, 1_000, 1_000));

  @AfterEach
  void end() {
    two.close();
    one.close();
  }

  @Test
  void a_thread_whose_work_does_not_end_is_replaced() throws Exception {
    two.loseThreads(LocalWorks.REPLACED_MAX);
    assertThat(two.works.unfitBecause()).isEmpty();
    assertThat(two.done(Call.local(REPEAT, 1))).isEqualTo(ONE_X);
    CompletableFuture<Outcome> more = two.ask(Call.local(two.polite, "more"));
    two.begun.await();
    two.end.countDown();
    assertThat(seen(more)).isEqualTo(new Outcome.Worked("more"));
  }

  private static Outcome lost() {
    return new Outcome.Busy("work that never ended took the threads of this node", AGAIN);
  }

  @Test
  void past_the_last_replacement_work_is_turned_away_until_a_thread_comes_back() throws Exception {
    two.loseThreads(LocalWorks.REPLACED_MAX);
    CompletableFuture<Outcome> last = two.ask(Call.local(two.deaf, "").deadline(SOON));
    CompletableFuture<Outcome> behind = two.ask(Call.local(two.deaf, ""));
    assertThat(seen(last)).isInstanceOf(Outcome.Failed.class);
    assertThat(seen(behind)).isEqualTo(lost());
    assertThat(two.done(Call.local(REPEAT, 1))).isEqualTo(lost());
    assertThat(two.works.unfitBecause())
        .contains("more than 8 pieces of local work never ended; restart the node");
    two.end.countDown();
    await("all threads are back", () -> two.works.vitals().stuck() == 0);
    assertThat(two.works.unfitBecause()).isEmpty();
    assertThat(two.done(Call.local(REPEAT, 1))).isEqualTo(ONE_X);
  }

  @Test
  void work_that_hangs_leaves_a_thread_to_others() throws Exception {
    CompletableFuture<Outcome> hung = two.ask(Call.local(two.polite, ""));
    CompletableFuture<Outcome> behind = two.ask(Call.local(two.polite, ""));
    assertThat(two.done(Call.local(REPEAT, 1))).isEqualTo(ONE_X);
    assertThat(hung).isNotDone();
    assertThat(behind).isNotDone();
  }

  @Test
  void a_full_queue_turns_away_what_comes_and_says_when_to_come_again() throws Exception {
    CompletableFuture<Outcome> runs = one.ask(Call.local(one.polite, ""));
    List<CompletableFuture<Outcome>> waiting =
        List.of(one.ask(Call.local(REPEAT, 1)), one.ask(Call.local(REPEAT, 1)));
    assertThat(one.works.vitals().waiting()).isEqualTo(2);
    // A tag and four bytes each.
    assertThat(one.works.vitals().waitingBytes()).isEqualTo(10);
    assertThat(one.done(Call.local(REPEAT, 1)))
        .isEqualTo(new Outcome.Busy("too many calls wait for local work on this node", AGAIN));
    assertThat(runs).isNotDone();
    one.end.countDown();
    for (CompletableFuture<Outcome> each : waiting) {
      assertThat(seen(each)).isEqualTo(ONE_X);
    }
  }

  @Test
  void the_deadline_begins_when_the_work_does() throws Exception {
    Duration deadline = Duration.ofMillis(500);
    CompletableFuture<Outcome> first = one.ask(Call.local(one.polite, "first"));
    CompletableFuture<Outcome> second = one.ask(Call.local(REPEAT, 1).deadline(deadline));
    long passed = System.nanoTime() + deadline.toNanos();
    await("its deadline would have passed", () -> System.nanoTime() - passed > 0);
    assertThat(second).isNotDone();
    one.end.countDown();
    assertThat(seen(first)).isEqualTo(new Outcome.Worked("first"));
    assertThat(seen(second)).isEqualTo(ONE_X);
  }

  @Test
  void closing_ends_at_once_whatever_runs_and_waits() throws Exception {
    CompletableFuture<Outcome> runs = one.ask(Call.local(one.deaf, ""));
    CompletableFuture<Outcome> waits = one.ask(Call.local(REPEAT, 1));
    one.works.close();
    Outcome stopping = new Outcome.Busy("the node is stopping", AGAIN);
    assertThat(runs).isCompletedWithValue(stopping);
    assertThat(waits).isCompletedWithValue(stopping);
    assertThat(one.done(Call.local(REPEAT, 1))).isEqualTo(stopping);
    assertThat(one.works.vitals().waiting()).isZero();
  }
}

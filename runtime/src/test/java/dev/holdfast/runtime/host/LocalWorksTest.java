package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalWorksTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final int RESULT_BYTES_MAX = 100;
  private static final Duration GRACE = Duration.ofMillis(20);
  private static final Duration SOON = Duration.ofMillis(20);

  @Stored("feed")
  record Feed(String text, byte[] raw) {}

  @Stored("items")
  record Items(List<String> titles) {}

  /** Ways to fail. */
  enum Fault {
    EXCEPTION,
    CHECKED,
    ERROR,
    RECURSION,
    MEMORY,
    NOTHING,
    UNWRITABLE
  }

  private static final LocalWork<Feed, Items> PARSE =
      LocalWork.of("parse", Feed.class, Items.class, LocalWorksTest::parse);

  private static final LocalWork<Integer, String> REPEAT =
      LocalWork.of("repeat", Integer.class, String.class, "x"::repeat);

  private static final LocalWork<String, String> FAIL =
      LocalWork.of("fail", String.class, String.class, LocalWorksTest::fail);

  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch begun = new CountDownLatch(1);

  /** Ends when the test does, or when it is interrupted. */
  private final LocalWork<String, String> polite =
      LocalWork.of(
          "polite",
          String.class,
          String.class,
          text -> {
            begun.countDown();
            boolean _ = end.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return text;
          });

  /** Ends when the test does, whoever interrupts it. */
  private final LocalWork<String, String> deaf =
      LocalWork.of(
          "deaf",
          String.class,
          String.class,
          text -> {
            while (end.getCount() > 0) {
              awaitDeafly(end);
            }
            return text;
          });

  private final HandClock clock = new HandClock();
  private LocalWorks works = works(new WorkLimits(2, 100, 50, 1_000, 500));

  private LocalWorks works(WorkLimits limits) {
    Catalogue catalogue =
        Catalogue.of().with(PARSE).with(REPEAT).with(FAIL).with(polite).with(deaf);
    WorkErrors errors = new WorkErrors(clock, new RepeatedErrors(clock::nanos));
    return new LocalWorks(catalogue, limits, RESULT_BYTES_MAX, errors, GRACE);
  }

  @AfterEach
  void end() {
    end.countDown();
    works.close();
  }

  private static Items parse(Feed feed) {
    feed.raw()[0] = 0;
    return new Items(Arrays.asList(feed.text().split("\n", -1)));
  }

  private static String fail(String fault) throws Exception {
    return switch (Fault.valueOf(fault)) {
      case EXCEPTION -> throw new IllegalStateException("s3cr3t");
      case CHECKED -> throw new IOException("s3cr3t");
      case ERROR -> throw new AssertionError("s3cr3t");
      case RECURSION -> fail(fault) + fail(fault);
      case MEMORY -> new String(new char[Integer.MAX_VALUE]);
      case NOTHING -> nothing();
      case UNWRITABLE -> "\ud800";
    };
  }

  @SuppressWarnings("UnusedException") // what work must not do, and does
  private static void awaitDeafly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unheard) {
      // On it goes.
    }
  }

  @SuppressWarnings("NullAway") // what work must not do, and does
  private static String nothing() {
    return null;
  }

  private CompletableFuture<Outcome> ask(Call.Local call) {
    return works.attempt(call).toCompletableFuture();
  }

  private static Outcome seen(CompletableFuture<Outcome> outcome) throws Exception {
    return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private Outcome done(Call.Local call) throws Exception {
    return seen(ask(call));
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Work that goes on after its deadline, until its thread is given up. */
  private void loseThread() throws Exception {
    int lost = works.vitals().stuck();
    assertThat(done(Call.local(deaf, "").deadline(SOON))).isInstanceOf(Outcome.Failed.class);
    await("its thread is given up", () -> works.vitals().stuck() == lost + 1);
  }

  private void loseThreads(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      loseThread();
    }
  }

  @Test
  void work_is_done_with_its_input_and_gives_its_result() throws Exception {
    Feed feed = new Feed("one\ntwo", new byte[] {7});
    assertThat(done(Call.local(PARSE, feed)))
        .isEqualTo(new Outcome.Worked(new Items(List.of("one", "two"))));
    assertThat(feed.raw()).as("the object's own value").containsExactly(7);
    assertThat(works.vitals().done()).isOne();
  }

  @ParameterizedTest
  @EnumSource
  void work_that_fails_in_whatever_way_is_refused_and_hurts_nobody(Fault fault) throws Exception {
    assertThat(done(Call.local(FAIL, fault.name())))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.why()).isEqualTo(Why.WORK_FAILED);
              assertThat(refused.text())
                  .matches("the work failed; error [0-9a-z]{26} in the node's log");
            });
    assertThat(works.vitals().failed()).containsEntry(Why.WORK_FAILED, 1L);
    assertThat(done(Call.local(REPEAT, 1))).isEqualTo(new Outcome.Worked("x"));
  }

  @Test
  void a_result_may_have_as_many_bytes_as_a_stored_value_and_no_more() throws Exception {
    // One byte says that it is a text.
    assertThat(done(Call.local(REPEAT, RESULT_BYTES_MAX - 1))).isInstanceOf(Outcome.Worked.class);
    assertThat(done(Call.local(REPEAT, RESULT_BYTES_MAX)))
        .isEqualTo(new Outcome.Refused(Why.TOO_LARGE, "the work gave 101 bytes, limit 100"));
  }

  @Test
  void work_that_nobody_knows_or_with_a_foreign_input_is_refused() throws Exception {
    Call.Local gone =
        new Call.Local("gone", "x", Duration.ofSeconds(1), Call.local(REPEAT, 1).lane());
    Call.Local foreign = new Call.Local("repeat", "x", gone.deadline(), gone.lane());
    for (Call.Local call : List.of(gone, foreign)) {
      assertThat(done(call))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.why()).isEqualTo(Why.UNKNOWN_WORK));
    }
  }

  @Test
  void an_input_that_cannot_be_stored_is_refused() throws Exception {
    assertThat(done(Call.local(FAIL, "\udc00"))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void work_past_its_deadline_is_interrupted_and_its_thread_serves_others() throws Exception {
    assertThat(done(Call.local(polite, "").deadline(SOON)))
        .isEqualTo(new Outcome.Failed(Why.TIMED_OUT, "the work did not end in time"));
    await("its place is free", () -> works.vitals().running() == 0);
    assertThat(works.vitals().stuck()).isZero();
  }

  @Test
  void the_deadline_begins_when_the_work_does() throws Exception {
    works.close();
    works = works(new WorkLimits(1, 10, 10, 1_000, 1_000));
    CompletableFuture<Outcome> first = ask(Call.local(polite, "first"));
    CompletableFuture<Outcome> second = ask(Call.local(REPEAT, 1).deadline(SOON));
    long later = System.nanoTime() + SOON.multipliedBy(2).toNanos();
    await("its deadline would have passed", () -> System.nanoTime() - later > 0);
    assertThat(second).isNotDone();
    end.countDown();
    assertThat(seen(first)).isEqualTo(new Outcome.Worked("first"));
    assertThat(seen(second)).isEqualTo(new Outcome.Worked("x"));
  }

  @Test
  void a_thread_whose_work_does_not_end_is_replaced() throws Exception {
    loseThreads(LocalWorks.REPLACED_MAX);
    assertThat(works.unfitBecause()).isEmpty();
    assertThat(done(Call.local(deaf, "").deadline(SOON))).isInstanceOf(Outcome.Failed.class);
    assertThat(done(Call.local(REPEAT, 1))).isEqualTo(new Outcome.Worked("x"));
  }

  @Test
  void past_the_last_replacement_work_is_turned_away_until_a_thread_comes_back() throws Exception {
    loseThreads(LocalWorks.REPLACED_MAX);
    CompletableFuture<Outcome> last = ask(Call.local(deaf, "").deadline(SOON));
    CompletableFuture<Outcome> behind = ask(Call.local(deaf, ""));
    seen(last);
    assertThat(seen(behind)).isInstanceOf(Outcome.Busy.class);
    assertThat(done(Call.local(REPEAT, 1)))
        .isEqualTo(
            new Outcome.Busy(
                "work that never ended took the threads of this node", Duration.ofSeconds(2)));
    assertThat(works.unfitBecause())
        .contains("more than 8 pieces of local work never ended; restart the node");
    end.countDown();
    await("all threads are back", () -> works.vitals().stuck() == 0);
    assertThat(works.unfitBecause()).isEmpty();
    assertThat(done(Call.local(REPEAT, 1))).isEqualTo(new Outcome.Worked("x"));
  }

  @Test
  void work_that_hangs_leaves_a_thread_to_others() throws Exception {
    CompletableFuture<Outcome> hung = ask(Call.local(polite, ""));
    CompletableFuture<Outcome> behind = ask(Call.local(polite, ""));
    assertThat(done(Call.local(REPEAT, 1))).isEqualTo(new Outcome.Worked("x"));
    assertThat(hung).isNotDone();
    assertThat(behind).isNotDone();
  }

  @Test
  void a_full_queue_turns_away_what_comes_and_says_when_to_come_again() throws Exception {
    works.close();
    works = works(new WorkLimits(1, 2, 2, 1_000, 1_000));
    ask(Call.local(polite, ""));
    begun.await();
    ask(Call.local(REPEAT, 1));
    ask(Call.local(REPEAT, 1));
    assertThat(works.vitals().waiting()).isEqualTo(2);
    assertThat(works.vitals().waitingBytes()).isEqualTo(10);
    assertThat(done(Call.local(REPEAT, 1)))
        .isEqualTo(
            new Outcome.Busy(
                "too many calls wait for local work on this node", Duration.ofSeconds(2)));
  }

  @Test
  void closing_ends_at_once_whatever_runs_and_waits() throws Exception {
    works.close();
    works = works(new WorkLimits(1, 2, 2, 1_000, 1_000));
    CompletableFuture<Outcome> runs = ask(Call.local(deaf, ""));
    CompletableFuture<Outcome> waits = ask(Call.local(REPEAT, 1));
    works.close();
    Outcome stopping = new Outcome.Busy("the node is stopping", Duration.ofSeconds(2));
    assertThat(runs).isCompletedWithValue(stopping);
    assertThat(waits).isCompletedWithValue(stopping);
    assertThat(done(Call.local(REPEAT, 1))).isEqualTo(stopping);
    assertThat(works.vitals().waiting()).isZero();
  }

  @Test
  void who_is_told_does_not_find_the_interrupt_of_the_work() throws Exception {
    CountDownLatch listening = new CountDownLatch(1);
    LocalWork<String, String> held =
        LocalWork.of(
            "held",
            String.class,
            String.class,
            text -> {
              listening.await();
              Thread.currentThread().interrupt();
              return text;
            });
    WorkErrors errors = new WorkErrors(clock, new RepeatedErrors(clock::nanos));
    Catalogue catalogue = Catalogue.of().with(held);
    try (LocalWorks own = new LocalWorks(catalogue, WorkLimits.DEFAULTS, 100, errors, GRACE)) {
      CompletableFuture<Boolean> interrupted =
          own.attempt(Call.local(held, ""))
              .thenApply(_ -> Thread.currentThread().isInterrupted())
              .toCompletableFuture();
      listening.countDown();
      assertThat(interrupted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
    }
  }
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of one piece of local work, however it ends. */
class LocalWorksTest {
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

  private static final LocalWork<String, String> FAIL =
      LocalWork.of("fail", String.class, String.class, LocalWorksTest::fail);

  private final CountDownLatch listening = new CountDownLatch(1);

  /** Leaves an interrupt behind. */
  private final LocalWork<String, String> rude =
      LocalWork.of(
          "rude",
          String.class,
          String.class,
          text -> {
            listening.await();
            Thread.currentThread().interrupt();
            return text;
          });

  private final WorkFixture fixture =
      new WorkFixture(new WorkLimits(2, 100, 50, 1_000, 500), PARSE, FAIL, rude);

  @AfterEach
  void end() {
    fixture.close();
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

  @SuppressWarnings("NullAway") // what work must not do, and does
  private static String nothing() {
    return null;
  }

  @Test
  void work_is_done_with_its_input_and_gives_its_result() throws Exception {
    Feed feed = new Feed("one\ntwo", new byte[] {7});
    assertThat(fixture.done(Call.local(PARSE, feed)))
        .isEqualTo(new Outcome.Worked(new Items(List.of("one", "two"))));
    assertThat(feed.raw()).as("the object's own value").containsExactly(7);
    assertThat(fixture.works.vitals().done()).isOne();
  }

  @ParameterizedTest
  @EnumSource
  void work_that_fails_in_whatever_way_is_refused_and_hurts_nobody(Fault fault) throws Exception {
    assertThat(fixture.done(Call.local(FAIL, fault.name())))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.why()).isEqualTo(Why.WORK_FAILED);
              assertThat(refused.text())
                  .matches("the work failed; error [0-9a-z]{26} in the node's log");
            });
    assertThat(fixture.works.vitals().failed()).containsEntry(Why.WORK_FAILED, 1L);
    assertThat(fixture.done(Call.local(WorkFixture.REPEAT, 1))).isEqualTo(WorkFixture.ONE_X);
  }

  @Test
  void a_result_may_have_as_many_bytes_as_a_stored_value_and_no_more() throws Exception {
    // One byte says that it is a text.
    int most = WorkFixture.RESULT_BYTES_MAX - 1;
    assertThat(fixture.done(Call.local(WorkFixture.REPEAT, most)))
        .isInstanceOf(Outcome.Worked.class);
    assertThat(fixture.done(Call.local(WorkFixture.REPEAT, most + 1)))
        .isEqualTo(new Outcome.Refused(Why.TOO_LARGE, "the work gave 101 bytes, limit 100"));
  }

  @Test
  void work_that_nobody_knows_or_with_a_foreign_input_is_refused() throws Exception {
    for (String name : List.of("gone", "repeat")) {
      Call.Local call = new Call.Local(name, "text", Duration.ofSeconds(1), Optional.empty());
      assertThat(fixture.done(call))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.why()).isEqualTo(Why.UNKNOWN_WORK));
    }
  }

  @Test
  void an_input_that_cannot_be_stored_is_refused() throws Exception {
    assertThat(fixture.done(Call.local(FAIL, "\udc00"))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void work_past_its_deadline_is_interrupted_and_gives_its_thread_back() throws Exception {
    assertThat(fixture.done(Call.local(fixture.polite, "").deadline(WorkFixture.SOON)))
        .isEqualTo(new Outcome.Failed(Why.TIMED_OUT, "the work did not end in time"));
    WorkFixture.await(
        "its thread is back",
        () -> fixture.works.vitals().running() + fixture.works.vitals().stuck() == 0);
  }

  @Test
  void who_is_told_does_not_find_an_interrupt_that_the_work_left() throws Exception {
    CompletableFuture<Boolean> interrupted =
        fixture
            .works
            .attempt(Call.local(rude, ""))
            .thenApply(_ -> Thread.currentThread().isInterrupted())
            .toCompletableFuture();
    listening.countDown();
    assertThat(WorkFixture.seen(interrupted)).isFalse();
  }
}

package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Local work on real threads that ends when its test wants it. */
final class WorkFixture implements AutoCloseable {
  static final int RESULT_BYTES_MAX = 100;

  /** Short, as a deadline and as the time to heed an interrupt. */
  static final Duration SOON = Duration.ofMillis(20);

  static final LocalWork<Integer, String> REPEAT =
      LocalWork.of("repeat", Integer.class, String.class, "x"::repeat);

  static final Outcome ONE_X = new Outcome.Worked("x");

  private static final long PATIENCE_SECONDS = 20;

  /** Opened, everything ends. */
  final CountDownLatch end = new CountDownLatch(1);

  /** Opened when {@link #polite} has begun for the first time. */
  final CountDownLatch begun = new CountDownLatch(1);

  /** Ends when the test does, or when it is interrupted. */
  final LocalWork<String, String> polite =
      LocalWork.of(
          "polite",
          String.class,
          String.class,
          text -> {
            begun.countDown();
            end.await();
            return text;
          });

  /** Ends when the test does, whoever interrupts it. */
  final LocalWork<String, String> deaf =
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

  final LocalWorks works;

  WorkFixture(WorkLimits limits, LocalWork<?, ?>... more) {
    Catalogue catalogue = Catalogue.of().with(REPEAT).with(polite).with(deaf);
    for (LocalWork<?, ?> work : more) {
      catalogue = catalogue.with(work);
    }
    HandClock clock = new HandClock();
    WorkErrors errors = new WorkErrors(clock, new RepeatedErrors(clock::nanos));
    works = new LocalWorks(catalogue, limits, RESULT_BYTES_MAX, errors, SOON);
  }

  @SuppressWarnings("UnusedException") // what work must not do, and does
  private static void awaitDeafly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException unheard) {
      // On it goes.
    }
  }

  CompletableFuture<Outcome> ask(Call.Local call) {
    return works.attempt(call).toCompletableFuture();
  }

  Outcome done(Call.Local call) throws Exception {
    return seen(ask(call));
  }

  static <T> T seen(CompletableFuture<T> outcome) throws Exception {
    return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Has so many pieces of work go on after their deadlines, until their threads are given up. */
  void loseThreads(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      int lost = works.vitals().stuck();
      assertThat(done(Call.local(deaf, "").deadline(SOON))).isInstanceOf(Outcome.Failed.class);
      await("its thread is given up", () -> works.vitals().stuck() == lost + 1);
    }
  }

  @Override
  public void close() {
    end.countDown();
    works.close();
  }
}

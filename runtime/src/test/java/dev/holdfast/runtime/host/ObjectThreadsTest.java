package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectThreadsTest {
  private static final long PATIENCE_SECONDS = 20;

  private final ObjectThreads one = new ObjectThreads(1);
  private final ObjectThreads two = new ObjectThreads(2);

  @AfterEach
  void end() {
    one.close();
    two.close();
  }

  private static <T> T seen(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static ObjectThreads.Worker worker() {
    return (ObjectThreads.Worker) Thread.currentThread();
  }

  @Test
  void what_work_asks_for_runs_after_it_on_the_same_thread() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<List<Object>> after = new CompletableFuture<>();
    two.execute(() -> {
      Thread first = Thread.currentThread();
      two.execute(() -> after.complete(List.of(ended.get(), first.equals(Thread.currentThread()))));
      ended.set(true);
    });
    assertThat(seen(after)).containsExactly(true, true);
  }

  @Test
  void nothing_waits_behind_a_handler_that_does_not_end() throws Exception {
    CompletableFuture<String> other = new CompletableFuture<>();
    CountDownLatch end = new CountDownLatch(1);
    two.execute(() -> {
      worker().handle((worker, now) -> {});
      two.execute(() -> other.complete("ran"));
      await(end);
    });
    assertThat(seen(other)).isEqualTo("ran");
    end.countDown();
  }

  @Test
  void a_thread_more_makes_up_for_one_that_is_stuck() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<String> stuck = new CompletableFuture<>();
    one.execute(() -> {
      stuck.complete("stuck");
      await(end);
    });
    seen(stuck);
    CompletableFuture<String> other = new CompletableFuture<>();
    one.execute(() -> other.complete("ran"));
    one.setStuck(1);
    assertThat(seen(other)).isEqualTo("ran");
    end.countDown();
  }

  @Test
  void work_that_always_asks_for_more_lets_others_have_their_turn() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<String> other = new CompletableFuture<>();
    Runnable[] busy = new Runnable[1];
    busy[0] =
        () -> {
          if (!enough.get()) {
            one.execute(busy[0]);
          }
        };
    one.execute(busy[0]);
    one.execute(() -> other.complete("ran"));
    assertThat(seen(other)).isEqualTo("ran");
    enough.set(true);
  }

  @Test
  void work_that_fails_does_not_take_what_it_asked_for_with_it() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    one.execute(() -> {
      one.execute(() -> asked.complete("ran"));
      throw new IllegalStateException("as this test wants it");
    });
    assertThat(seen(asked)).isEqualTo("ran");
  }

  private static void await(CountDownLatch latch) {
    try {
      boolean _ = latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

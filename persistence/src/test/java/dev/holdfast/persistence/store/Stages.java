package dev.holdfast.persistence.store;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for stages in tests, with a bound. */
public final class Stages {
  private Stages() {}

  public static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** What the stage failed with. */
  public static Throwable failure(CompletionStage<?> stage) {
    try {
      Object value = get(stage);
      throw new AssertionError("expected a failure, got " + value);
    } catch (CompletionException e) {
      return e.getCause();
    }
  }
}

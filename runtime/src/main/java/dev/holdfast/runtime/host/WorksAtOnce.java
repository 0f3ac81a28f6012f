package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Does local work where it is asked for, on the caller's thread, without a deadline: for tests. */
record WorksAtOnce(Catalogue catalogue) implements Function<Call.Local, CompletionStage<Outcome>> {
  @Override
  public CompletionStage<Outcome> apply(Call.Local call) {
    LocalWork<?, ?> work = catalogue.work(call.work()).orElseThrow();
    return CompletableFuture.completedStage(outcome(work, call.input()));
  }

  private static <I> Outcome outcome(LocalWork<I, ?> work, Object input) {
    try {
      return new Outcome.Worked(work.run(work.input().cast(input)));
    } catch (Exception | AssertionError e) {
      return new Outcome.Refused(CallResult.Why.WORK_FAILED, "it threw: " + e);
    }
  }
}

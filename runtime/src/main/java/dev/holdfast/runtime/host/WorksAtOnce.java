package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Does local work where it is asked for, on the caller's thread, without a deadline: for tests.
 * What it takes and gives is written and read as on a node, so that what fails there fails here.
 */
record WorksAtOnce(Catalogue catalogue, Limits limits)
    implements Function<Call.Local, CompletionStage<Outcome>> {
  @Override
  public CompletionStage<Outcome> apply(Call.Local call) {
    LocalWork<?, ?> work = catalogue.work(call.work()).orElseThrow();
    return CompletableFuture.completedStage(outcome(work, call.input()));
  }

  private <I, O> Outcome outcome(LocalWork<I, O> work, Object input) {
    ValueCodec values = new ValueCodec();
    try {
      O given = work.run(values.decode(values.encode(input), work.input()));
      byte[] bytes = values.encode(given);
      return bytes.length <= limits.valueBytesMax()
          ? new Outcome.Worked(values.decode(bytes, work.output()))
          : new Outcome.Refused(
              CallResult.Why.TOO_LARGE,
              "the work gave %d bytes, limit %d".formatted(bytes.length, limits.valueBytesMax()));
    } catch (Exception | StackOverflowError | AssertionError | LinkageError e) {
      return new Outcome.Refused(CallResult.Why.WORK_FAILED, "it threw: " + e);
    }
  }
}

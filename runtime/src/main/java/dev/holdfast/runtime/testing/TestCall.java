package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt of a call that an object asked for, waiting until the test says what came of it. Only
 * the first thing said counts.
 *
 * <p>Thread rule: one thread, that of its node.
 */
public final class TestCall {
  private final Call.Http call;
  private final String idempotencyKey;
  private final String traceparent;
  final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  TestCall(Call.Http call, String idempotencyKey, String traceparent) {
    this.call = call;
    this.idempotencyKey = idempotencyKey;
    this.traceparent = traceparent;
  }

  /** What is asked for, secrets and settings by their names. */
  public Call.Http call() {
    return call;
  }

  /** The URL, with the names of secrets and settings. */
  public String url() {
    return call.url().toString();
  }

  /** What a repeat is known by; the same for every attempt of a call. */
  public String idempotencyKey() {
    return idempotencyKey;
  }

  /** The {@code traceparent} that goes with it. */
  public String traceparent() {
    return traceparent;
  }

  /** The other side answers, with an empty body. */
  public void answer(int status) {
    answer(status, "");
  }

  /** The other side answers. Whether it is asked again is for the call's retry policy to say. */
  public void answer(int status, String body) {
    var answered =
        new CallResult.Answered(status, Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
    boolean notNow =
        switch (status) {
          case 408, 425, 429, 500, 502, 503, 504 -> true;
          default -> false;
        };
    end(notNow ? new Outcome.NotNow(answered, Optional.empty()) : new Outcome.Answered(answered));
  }

  /** The other side answers that it cannot now, and when to come again. */
  public void notNow(int status, Duration retryAfter) {
    var answered = new CallResult.Answered(status, Headers.NONE, new byte[0]);
    end(new Outcome.NotNow(answered, Optional.of(retryAfter)));
  }

  /** There is no answer; another attempt may have one. */
  public void fail(CallResult.Why why) {
    end(new Outcome.Failed(why, why.code()));
  }

  /** Whatever came of it. */
  public void end(Outcome ended) {
    outcome.complete(ended);
  }
}

package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.ObjectGateway;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Delivers events to objects for the edge. What certainly had no effect because the object moved
 * ({@link Answer.NotDone}) is tried again after 20 ms, doubling to 1 s, at most {@value
 * #ATTEMPTS_MAX} times within the ask deadline; only then does the caller learn of it.
 *
 * <p>Thread rule: callable from any thread, never blocks.
 */
public final class ObjectClient {
  /** 4 s of pauses in all: longer than an object needs to move, shorter than clients wait. */
  static final int ATTEMPTS_MAX = 10;

  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long PAUSE_MILLIS_MAX = 1_000;

  private final ObjectGateway gateway;
  private final Duration askDeadline;

  /**
   * A client of that gateway.
   *
   * @param askDeadline how long it waits for an answer, all attempts together
   */
  public ObjectClient(ObjectGateway gateway, Duration askDeadline) {
    this.gateway = gateway;
    this.askDeadline = askDeadline;
  }

  /** Delivers a request's event, under its {@code Idempotency-Key} if it has one. */
  public CompletionStage<Answer> deliver(ObjectId target, ObjectEvent event, EdgeRequest from) {
    return deliver(target, event, from, Delivery.Reach.EITHER);
  }

  /**
   * Delivers a request's event, under its {@code Idempotency-Key} if it has one, and confirmed if
   * it asks for that by {@code Holdfast-Read}.
   */
  public CompletionStage<Answer> deliver(
      ObjectId target, ObjectEvent event, EdgeRequest from, Delivery.Reach reach) {
    var id = IdempotencyKey.of(from);
    return deliver(
        delivery(target, event, id, reach, from.correlation())
            .confirmed(ConfirmedRead.isWanted(from)));
  }

  /** Delivers an event. The stage never fails. */
  public CompletionStage<Answer> deliver(
      ObjectId target,
      ObjectEvent event,
      Optional<Delivery.RequestId> id,
      Delivery.Reach reach,
      String correlation) {
    return deliver(delivery(target, event, id, reach, correlation));
  }

  private Delivery delivery(
      ObjectId target,
      ObjectEvent event,
      Optional<Delivery.RequestId> id,
      Delivery.Reach reach,
      String correlation) {
    return new Delivery(target, event, id, reach, correlation, askDeadline, size(event));
  }

  private CompletionStage<Answer> deliver(Delivery delivery) {
    CompletableFuture<Answer> done = new CompletableFuture<>();
    attempt(delivery, 1, System.nanoTime(), done);
    return done;
  }

  private void attempt(
      Delivery delivery, int attempt, long startNanos, CompletableFuture<Answer> done) {
    gateway
        .deliver(delivery)
        .whenComplete((answer, failure) -> {
          if (failure != null) {
            // The gateway promises not to fail; if it does, nothing is known of the effect.
            done.complete(new Answer.OutcomeUnknown());
          } else if (answer instanceof Answer.NotDone && attempt < ATTEMPTS_MAX) {
            retryLater(delivery, attempt, startNanos, answer, done);
          } else {
            done.complete(answer);
          }
        });
  }

  private void retryLater(
      Delivery delivery,
      int attempt,
      long startNanos,
      Answer answer,
      CompletableFuture<Answer> done) {
    long pause = Math.min(PAUSE_MILLIS_MAX, FIRST_PAUSE_MILLIS << (attempt - 1));
    Duration left = askDeadline.minusNanos(System.nanoTime() - startNanos).minusMillis(pause);
    if (left.isNegative() || left.isZero()) {
      done.complete(answer);
      return;
    }
    CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS)
        .execute(() -> attempt(delivery.within(left), attempt + 1, startNanos, done));
  }

  private static int size(ObjectEvent event) {
    return switch (event) {
      case ObjectEvent.RequestReceived(Request request) -> size(request);
      case ObjectEvent.SocketOpening(var _, Request request) -> size(request);
      case ObjectEvent.FrameReceived received -> received.frame().size();
      // A message's size is known only once it is encoded; it came out of a bounded body.
      case ObjectEvent.MessageReceived _ -> MESSAGE_BYTES_GUESS;
      case ObjectEvent.SocketClosed _,
          ObjectEvent.SocketsLost _,
          ObjectEvent.AlarmFired _,
          ObjectEvent.TellRefused _,
          ObjectEvent.CallEnded _,
          ObjectEvent.Answered _,
          ObjectEvent.Operated _ ->
          SMALL_EVENT_BYTES;
    };
  }

  private static final int MESSAGE_BYTES_GUESS = 1_024;
  private static final int SMALL_EVENT_BYTES = 128;

  private static int size(Request request) {
    int bytes = request.body().length + request.path().length() + request.query().length();
    for (Headers.Field field : request.headers().fields()) {
      bytes += field.name().length() + field.value().length();
    }
    return bytes;
  }
}

package dev.holdfast.http.webhook;

import dev.holdfast.http.Answers;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Handler;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;
import dev.holdfast.http.Sha256;
import dev.holdfast.http.limits.HeaderChecks;
import dev.holdfast.http.limits.RateLimits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one source's requests: raw bytes are verified first, then parsed, then delivered, and 200
 * goes out only after the last commit. A sender that repeats gets the same answer and no second
 * effect.
 */
public final class WebhookHandler implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);

  /** Deliveries that one may lead to: a chat moves once; more is a circle. */
  private static final int FOLLOWED_MAX = 4;

  private final WebhookSource source;
  private final ObjectClient objects;
  private final RateLimits rates;

  /** A handler for that source. Sources share the rate limits, each with a bucket of its own. */
  public WebhookHandler(WebhookSource source, ObjectClient objects, RateLimits rates) {
    this.source = source;
    this.objects = objects;
    this.rates = rates;
  }

  @Override
  public CompletionStage<EdgeResponse> handle(EdgeRequest request) {
    HeaderChecks.duplicate(request.headers(), source.proofHeaders())
        .ifPresent(WebhookHandler::refuse);
    return switch (source.verify(request.headers(), request.body())) {
      case Verdict.Forged(String detail) -> throw Problems.unauthenticated(detail).exception();
      case Verdict.NotConfigured(String detail) -> throw Problems.notConfigured(detail).exception();
      case Verdict.Genuine() -> genuine(request);
    };
  }

  private CompletionStage<EdgeResponse> genuine(EdgeRequest request) {
    // After the check, so that only the sender itself can use up its rate.
    Duration pause = rates.take(source.name());
    if (!pause.isZero()) {
      throw Problems.tooMany("The webhook source " + source.name(), pause).exception();
    }
    return switch (source.parse(request.headers(), request.body())) {
      case Parsed.Malformed(String detail) -> throw Problems.malformed(detail).exception();
      case Parsed.Ignored(String reason) -> {
        LOG.atDebug()
            .addKeyValue("source", source.name())
            .addKeyValue("correlation", request.correlation())
            .log("webhook ignored: {}", reason);
        yield CompletableFuture.completedFuture(EdgeResponse.empty(200));
      }
      case Parsed.Deliver(List<WebhookDelivery> deliveries) -> {
        CompletionStage<EdgeResponse> last =
            CompletableFuture.completedFuture(EdgeResponse.empty(200));
        for (WebhookDelivery delivery : deliveries) {
          last =
              last.thenCompose(before ->
                  isOk(before)
                      ? deliver(delivery, request, 0)
                      : CompletableFuture.completedFuture(before));
        }
        yield last;
      }
    };
  }

  private CompletionStage<EdgeResponse> deliver(
      WebhookDelivery delivery, EdgeRequest request, int followed) {
    // The id alone is hashed, not the body: a sender that repeats an update in other bytes wants a
    // 200 all the same, and would go on repeating it, and hold back what follows, for any other
    // answer.
    byte[] hash = Sha256.of(delivery.id());
    var id = new Delivery.RequestId("webhook:" + source.name(), delivery.id(), hash);
    return objects
        .deliver(
            delivery.target(),
            new ObjectEvent.MessageReceived(delivery.message()),
            Optional.of(id),
            Delivery.Reach.EITHER,
            request.correlation())
        .thenCompose(answer -> {
          Optional<WebhookDelivery> next = delivery.follow().next(answer);
          return next.isPresent() && followed < FOLLOWED_MAX
              ? deliver(next.get(), request, followed + 1)
              : CompletableFuture.completedFuture(response(answer, request));
        });
  }

  private EdgeResponse response(Answer answer, EdgeRequest request) {
    return switch (answer) {
      case Answer.Done(), Answer.Replied _ -> EdgeResponse.empty(200);
      case Answer.Refused(var refusal) -> {
        // The object has decided. Sending the same again would only hold up what comes after it.
        LOG.atWarn()
            .addKeyValue("source", source.name())
            .addKeyValue("correlation", request.correlation())
            .log("webhook delivery refused: {}", refusal.detail());
        yield EdgeResponse.empty(200);
      }
      case Answer.Responded _,
          Answer.SocketAccepted(),
          Answer.Missing(),
          Answer.UnknownType(),
          Answer.Failed _,
          Answer.Overran _,
          Answer.OtherBody(),
          Answer.Overloaded _,
          Answer.NotDone _,
          Answer.OutcomeUnknown(),
          Answer.TimedOut(),
          Answer.Unreadable _ ->
          Answers.response(answer);
    };
  }

  private static boolean isOk(EdgeResponse response) {
    return response instanceof EdgeResponse.Whole whole && whole.status() == 200;
  }

  private static void refuse(Problem problem) {
    throw problem.exception();
  }
}

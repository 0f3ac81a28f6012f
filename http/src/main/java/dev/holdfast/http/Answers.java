package dev.holdfast.http;

import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;

/** What became of a delivery, as an HTTP response. */
public final class Answers {
  /** A moved object is back within a second or two; sooner only adds load. */
  private static final Duration NOT_DONE_PAUSE = Duration.ofSeconds(1);

  private Answers() {}

  /**
   * The response for an answer. A message's reply has no general form in HTTP: who sends messages
   * handles {@link Answer.Replied} first, and the same goes for {@link Answer.SocketAccepted}.
   */
  public static EdgeResponse response(Answer answer) {
    return switch (answer) {
      case Answer.Responded(var response) -> EdgeResponse.of(response);
      case Answer.Done() -> EdgeResponse.empty(204);
      case Answer.Replied _ -> throw new IllegalStateException("a request was answered a message");
      case Answer.SocketAccepted() ->
          throw new IllegalStateException("a request was answered as a socket");
      case Answer.Refused(Refusal refusal) -> refused(refusal).response();
      case Answer.Missing() ->
          Problems.notFound("There is no such object. Create it first or check its name.")
              .response();
      case Answer.UnknownType() -> unknownType().response();
      case Answer.Failed(String errorId) -> failed(errorId).response();
      case Answer.Unreadable(String errorId) -> unreadable(errorId).response();
      case Answer.Overran(String errorId) -> overran(errorId).response();
      case Answer.OtherBody() -> otherBody().response();
      case Answer.Overloaded(String what, Duration pause) ->
          Problems.overloaded(what, pause).response();
      case Answer.NotDone(String why) -> notDone(why).response();
      case Answer.OutcomeUnknown() -> outcomeUnknown().response();
      case Answer.TimedOut() -> timedOut().response();
    };
  }

  /** A refusal, by its kind. */
  public static Problem refused(Refusal refusal) {
    return switch (refusal.kind()) {
      case INVALID -> Problem.of(400, "invalid", "Invalid", refusal.detail());
      case FORBIDDEN -> Problems.forbidden(refusal.detail());
      case NOT_FOUND -> Problems.notFound(refusal.detail());
      case METHOD_NOT_ALLOWED ->
          Problem.of(405, "method-not-allowed", "Method not allowed", refusal.detail());
      case CONFLICT -> Problem.of(409, "refused", "Refused", refusal.detail());
      case PRECONDITION_FAILED ->
          Problem.of(412, "precondition-failed", "Precondition failed", refusal.detail());
      case TOO_LARGE -> Problem.of(413, "too-large", "Content too large", refusal.detail());
    };
  }

  /** No such object type here. */
  public static Problem unknownType() {
    return Problem.of(
        404,
        "unknown-type",
        "Unknown object type",
        "This node runs no objects of that type. The page at / lists those it runs.");
  }

  private static Problem failed(String errorId) {
    return Problem.of(
            500,
            "failed",
            "The object failed",
            "Nothing was stored. The node's log says more under the id " + errorId + ".")
        .instance(errorId);
  }

  private static Problem unreadable(String errorId) {
    return Problem.of(
            500,
            "unreadable",
            "The object cannot be read",
            "What is stored of it does not make sense to this version; nothing was changed. The"
                + " node's log says more under the id "
                + errorId
                + ".")
        .instance(errorId);
  }

  private static Problem overran(String errorId) {
    return Problem.of(
            504,
            "overran",
            "The object took too long",
            "Its handler ran past its deadline and was stopped; nothing was stored. The node's log"
                + " has its stack under the id "
                + errorId
                + ".")
        .instance(errorId);
  }

  private static Problem otherBody() {
    return Problem.of(
        422,
        "other-body",
        "Same id, other request",
        "This id came before with another request. Use a new id for a new request.");
  }

  private static Problem notDone(String why) {
    return Problem.of(
            503,
            "not-done",
            "Not done",
            "It had no effect: " + why + " It is safe to send it again.")
        .retryAfter(NOT_DONE_PAUSE);
  }

  private static Problem outcomeUnknown() {
    return Problem.of(
        504,
        "outcome-unknown",
        "Outcome unknown",
        "It may have taken effect or not. Send it again with the same Idempotency-Key: it then"
            + " takes effect once. Without such a key, read first.");
  }

  private static Problem timedOut() {
    return Problem.of(
        504,
        "timed-out",
        "No answer in time",
        "It may still take effect. Send it again with the same Idempotency-Key, or read first.");
  }
}

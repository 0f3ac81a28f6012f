package dev.holdfast.http;

import dev.holdfast.http.socket.Hub;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.spi.Answer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Offers a socket to its object, and answers the client what became of it. Any thread. */
final class Upgrades {
  private final Hub hub;

  Upgrades(Hub hub) {
    this.hub = hub;
  }

  CompletionStage<EdgeResponse> opened(Visit visit, EdgeResponse.OpenSocket open) {
    Optional<Problem> unfit = visit.incoming.handshakeProblem();
    if (unfit.isPresent()) {
      return CompletableFuture.completedFuture(unfit.get().response());
    }
    Headers headers =
        visit
            .protocol
            .map(protocol -> Headers.NONE.with(Handshake.PROTOCOLS, protocol))
            .orElse(Headers.NONE);
    return hub.open(open.target(), open.request(), visit.correlation, open.until())
        .thenApply(opening ->
            switch (opening) {
              case Hub.Opening.Accepted(var link) -> new EdgeResponse.Switched(headers, link);
              case Hub.Opening.NotAccepted(Answer answer) -> notAccepted(answer);
            });
  }

  private static EdgeResponse notAccepted(Answer answer) {
    return switch (answer) {
      // A handler that neither accepts nor refuses has not taken the socket.
      case Answer.Done(), Answer.SocketAccepted(), Answer.Replied _, Answer.Responded _ ->
          Problems.notFound("The object did not accept the socket.").response();
      default -> Answers.response(answer);
    };
  }
}

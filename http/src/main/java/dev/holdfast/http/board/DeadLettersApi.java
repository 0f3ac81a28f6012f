package dev.holdfast.http.board;

import dev.holdfast.http.Answers;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.Problems;
import dev.holdfast.http.Route;
import dev.holdfast.http.Route.Guard;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.spi.AlarmBoard;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * {@code /api/v1/dead-letters}: what was tried as often as it may be and failed. It is listed
 * without waking its object; {@code POST .../redrive} has the object try it again, with all its
 * attempts, and {@code DELETE} has the object forget it.
 *
 * <p>Thread rule: handlers are called for many requests at once and never block.
 */
public final class DeadLettersApi {
  private static final String LETTERS = "/api/v1/dead-letters";
  private static final String LETTER = LETTERS + "/{type}/{name}/{id}";

  private static final List<String> KINDS = List.of("alarm", "tell", "call");

  /** Crockford's base 32, 48 bits of time and 80 of chance. */
  private static final Pattern ID = Pattern.compile("[0-9a-hjkmnp-tv-z]{26}");

  private final AlarmBoard board;
  private final ObjectClient objects;

  /** The API over these. */
  public DeadLettersApi(AlarmBoard board, ObjectClient objects) {
    this.board = board;
    this.objects = objects;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("dead-letters", LETTERS, Guard.TOKEN, this::list),
        new Route("dead-letter", List.of("DELETE"), LETTER, Guard.TOKEN, 0, this::discard),
        Route.post("dead-letter-redrive", LETTER + "/redrive", Guard.TOKEN, 0, this::redrive));
  }

  private CompletionStage<EdgeResponse> list(EdgeRequest request) {
    Optional<String> kind = request.queryParameter("kind");
    if (kind.filter(given -> !KINDS.contains(given)).isPresent()) {
      throw Problems.malformed("'kind' must be one of " + String.join(", ", KINDS) + ".")
          .exception();
    }
    String after = request.queryParameter("after").map(DeadLettersApi::id).orElse("");
    int limit = Pages.limit(request);
    return Pages.answer(
        board.deadLetters(kind, Pages.type(request), after, limit),
        found -> BoardJson.letters(found, limit));
  }

  private CompletionStage<EdgeResponse> redrive(EdgeRequest request) {
    return operate(request, new Operation.Redrive(id(request.parameter("id"))));
  }

  private CompletionStage<EdgeResponse> discard(EdgeRequest request) {
    return operate(request, new Operation.Discard(id(request.parameter("id"))));
  }

  private CompletionStage<EdgeResponse> operate(EdgeRequest request, Operation operation) {
    return objects
        .deliver(
            Pages.object(request), new ObjectEvent.Operated(operation), request, Reach.EXISTING)
        .thenApply(Answers::response);
  }

  private static String id(String given) {
    if (!ID.matcher(given).matches()) {
      throw Problems.malformed(
              "A dead letter's id has 26 letters and digits. Take it from the list at " + LETTERS)
          .exception();
    }
    return given;
  }
}

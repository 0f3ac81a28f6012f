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
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.AlarmBoard;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@code /api/v1/alarms}: which object is woken next, and all alarms of one object.
 *
 * <p>The list is read from the wake index, which has the next alarm of each object; it wakes none.
 * {@code /api/v1/alarms/{type}/{name}} asks the object itself, and wakes it.
 *
 * <p>Thread rule: handlers are called for many requests at once and never block.
 */
public final class AlarmsApi {
  private static final String ALARMS = "/api/v1/alarms";

  private final AlarmBoard board;
  private final ObjectClient objects;

  /** The API over these. */
  public AlarmsApi(AlarmBoard board, ObjectClient objects) {
    this.board = board;
    this.objects = objects;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("alarms", ALARMS, Guard.TOKEN, this::list),
        Route.get("object-alarms", ALARMS + "/{type}/{name}", Guard.TOKEN, this::ofObject));
  }

  private CompletionStage<EdgeResponse> list(EdgeRequest request) {
    Optional<String> type = Pages.type(request);
    Optional<Instant> before = before(request);
    Optional<AlarmBoard.Place> after = request.queryParameter("after").map(Places::decode);
    int limit = Pages.limit(request);
    return Pages.answer(
        board.pending(type, before, after, limit), found -> BoardJson.alarms(found, limit));
  }

  private CompletionStage<EdgeResponse> ofObject(EdgeRequest request) {
    ObjectId object = Pages.object(request);
    var event = new ObjectEvent.Operated(new Operation.ShowAlarms());
    return objects
        .deliver(object, event, request, Reach.EXISTING)
        .thenApply(answer ->
            answer instanceof Answer.Replied(ObjectAlarms alarms)
                ? EdgeResponse.json(BoardJson.alarms(object, alarms))
                : Answers.response(answer));
  }

  private static Optional<Instant> before(EdgeRequest request) {
    Optional<String> given = request.queryParameter("before");
    try {
      Optional<Instant> before = given.map(Instant::parse);
      if (before
          .filter(at -> at.isAfter(Places.LATEST) || at.isBefore(Places.EARLIEST))
          .isEmpty()) {
        return before;
      }
    } catch (DateTimeException notATime) {
      // Answered below, together with what no alarm can be due at.
    }
    throw Problems.malformed(
            "'before' must be a time such as 2026-01-31T12:00:00Z, of the years 0000 to 9999.")
        .exception();
  }
}

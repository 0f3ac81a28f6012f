package dev.holdfast.http.session;

import dev.holdfast.actors.chitty.SessionBounds;
import dev.holdfast.actors.chitty.SessionCommand;
import dev.holdfast.actors.chitty.SessionCommand.Create;
import dev.holdfast.actors.chitty.SessionCommand.Delete;
import dev.holdfast.actors.chitty.SessionCommand.Merge;
import dev.holdfast.actors.chitty.SessionCommand.Opened;
import dev.holdfast.actors.chitty.SessionCommand.Read;
import dev.holdfast.actors.chitty.SessionContext;
import dev.holdfast.actors.chitty.SessionOwner;
import dev.holdfast.actors.chitty.SessionOwner.Contexts;
import dev.holdfast.actors.chitty.SessionOwner.ReadContexts;
import dev.holdfast.actors.chitty.SessionOwner.Standing;
import dev.holdfast.http.Answers;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.Problems;
import dev.holdfast.http.QueryNumbers;
import dev.holdfast.http.Route;
import dev.holdfast.http.Route.Guard;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent.MessageReceived;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CommittedState;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.spi.ObjectGateway;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /api/v1/sessions}: connected contexts, their lists by owner and their live sockets.
 *
 * <p>A context is read past its object while that cannot be reached: the answer then is what was
 * committed last, and says so in {@value #STATE}.
 *
 * <p>Thread rule: handlers are called for many requests at once and never block.
 */
public final class SessionsApi {
  /** On an answer that does not come from the object itself: {@code last-committed}. */
  static final String STATE = "Holdfast-State";

  /** On such an answer: when that commit was. */
  static final String STATE_AT = "Holdfast-State-At";

  /**
   * How long a read waits for the object: waking one takes milliseconds, a failover seconds, and
   * there is something to answer without it.
   */
  static final Duration READ_DEADLINE = Duration.ofSeconds(2);

  private static final String SESSIONS = "/api/v1/sessions";
  private static final int PAGE_DEFAULT = 100;
  private static final byte[] NOTHING = new byte[0];

  private static final Refusal TOO_MANY =
      Refusal.conflict(
          "this owner has %d contexts already. Delete some, or let them expire."
              .formatted(SessionBounds.CONTEXTS_MAX));

  /** Contexts in a page of a list: some 100 KB. */
  static final int PAGE_MAX = 1_000;

  private final ObjectClient objects;
  private final ObjectClient reads;
  private final OwnerLists owners;
  private final LastCommitted lastCommitted;
  private final SessionMetrics metrics;

  /**
   * The API over these.
   *
   * @param objects for what changes something
   * @param gateway for what is only read, within a deadline of its own
   */
  public SessionsApi(
      ObjectClient objects,
      ObjectGateway gateway,
      CommittedState committed,
      SessionMetrics metrics) {
    this.objects = objects;
    this.reads = new ObjectClient(gateway, READ_DEADLINE);
    this.owners = new OwnerLists(reads);
    this.lastCommitted = new LastCommitted(committed);
    this.metrics = metrics;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        new Route(
            "sessions",
            List.of("GET", "HEAD", "POST"),
            SESSIONS,
            Guard.TOKEN,
            SessionBounds.BODY_BYTES_MAX,
            request -> request.method().equals("POST") ? create(request) : list(request)),
        // Before the contexts: it is no id of one.
        Route.get(
            "session-metrics",
            SESSIONS + "/metrics",
            Guard.TOKEN,
            request -> metrics.answer(reads, request)),
        new Route(
            "session",
            List.of("GET", "HEAD", "PATCH", "DELETE"),
            SESSIONS + "/{id}",
            Guard.TOKEN,
            SessionBounds.BODY_BYTES_MAX,
            this::one),
        Route.get("session-socket", SESSIONS + "/{id}/socket", Guard.TOKEN, SessionsApi::socket));
  }

  private CompletionStage<EdgeResponse> one(EdgeRequest request) {
    return switch (request.method()) {
      case "PATCH" -> merge(request);
      case "DELETE" -> delete(request);
      default -> read(request);
    };
  }

  private CompletionStage<EdgeResponse> create(EdgeRequest request) {
    SessionBodies.New body = SessionBodies.toCreate(request);
    String id = body.sessionId().orElseGet(() -> SessionIds.fresh(request));
    String owner = body.chittyId();
    SessionBounds.sessionId(id)
        .or(() -> SessionBounds.chittyId(owner))
        .or(() -> body.ttl().flatMap(SessionBounds::ttl))
        .ifPresent(refusal -> {
          throw Answers.refused(refusal).exception();
        });
    return owners
        .standing(owner, id, request)
        .thenCompose(answer -> {
          if (!(answer instanceof Answer.Replied(Standing standing))) {
            return done(Answers.response(answer));
          }
          if (!standing.listed() && standing.contexts() >= SessionBounds.CONTEXTS_MAX) {
            return done(Answers.refused(TOO_MANY).response());
          }
          return deliver(id, new Create(owner, body.metadata(), body.ttl()), request, Reach.EITHER)
              .thenCompose(made -> opened(id, made, request));
        });
  }

  private CompletionStage<EdgeResponse> opened(String id, Answer answer, EdgeRequest request) {
    if (!(answer instanceof Answer.Replied(Opened(SessionContext context, boolean created)))) {
      return done(Answers.response(answer));
    }
    EdgeResponse response =
        response(
            created ? 201 : 200,
            id,
            context,
            Headers.NONE.with("location", SESSIONS + "/" + SessionIds.encoded(id)));
    return created
        ? owners.listed(context.chittyId(), id, request).thenApply(_ -> response)
        : done(response);
  }

  private CompletionStage<EdgeResponse> list(EdgeRequest request) {
    String owner =
        request
            .queryParameter("chittyId")
            .orElseThrow(
                () -> Problems.malformed("Say whose: ?chittyId= and its owner's id.").exception());
    SessionBounds.chittyId(owner)
        .ifPresent(refusal -> {
          throw Problems.malformed(refusal.detail()).exception();
        });
    int limit = (int) QueryNumbers.of(request, "limit", PAGE_DEFAULT, 1, PAGE_MAX);
    var ask = new ReadContexts(request.queryParameter("after").orElse(""), limit);
    return reads
        .deliver(SessionOwner.id(owner), new MessageReceived(ask), request)
        .thenApply(answer ->
            answer instanceof Answer.Replied(Contexts page)
                ? EdgeResponse.json(SessionJson.page(page))
                : Answers.response(answer));
  }

  private CompletionStage<EdgeResponse> read(EdgeRequest request) {
    String id = request.parameter("id");
    return reads
        .deliver(SessionIds.object(id), new MessageReceived(new Read()), request, Reach.EXISTING)
        .thenCompose(answer -> {
          if (answer instanceof Answer.Replied(SessionContext context)) {
            return done(shown(id, context, request, Headers.NONE));
          }
          return LastCommitted.isNeededFor(answer)
              ? unreached(id, answer, request)
              : done(otherwise(id, answer));
        });
  }

  private CompletionStage<EdgeResponse> unreached(String id, Answer answer, EdgeRequest request) {
    return lastCommitted
        .read(SessionIds.object(id))
        .handle((found, failure) ->
            failure == null
                ? found
                    .map(last -> shown(id, last.context(), request, fromStore(last)))
                    .orElseGet(() -> otherwise(id, new Answer.Missing()))
                : Answers.response(answer));
  }

  private static Headers fromStore(LastCommitted.Found last) {
    return Headers.NONE.with(STATE, "last-committed").with(STATE_AT, last.at().toString());
  }

  private CompletionStage<EdgeResponse> merge(EdgeRequest request) {
    String id = request.parameter("id");
    SessionBodies.Patch body = SessionBodies.toMerge(request);
    var merge = new Merge(body.patch(), body.ttl(), EntityTags.ifMatch(request));
    return deliver(id, merge, request, Reach.EXISTING)
        .thenApply(answer ->
            answer instanceof Answer.Replied(SessionContext context)
                ? response(200, id, context, Headers.NONE)
                : otherwise(id, answer));
  }

  private CompletionStage<EdgeResponse> delete(EdgeRequest request) {
    String id = request.parameter("id");
    return deliver(id, new Delete(EntityTags.ifMatch(request)), request, Reach.EXISTING)
        .thenApply(answer -> otherwise(id, answer));
  }

  private static CompletionStage<EdgeResponse> socket(EdgeRequest request) {
    return done(
        new EdgeResponse.OpenSocket(
            SessionIds.object(request.parameter("id")),
            request.forObject("/"),
            request.caller().until()));
  }

  private CompletionStage<Answer> deliver(
      String id, SessionCommand command, EdgeRequest request, Reach reach) {
    return objects.deliver(SessionIds.object(id), new MessageReceived(command), request, reach);
  }

  private static EdgeResponse shown(
      String id, SessionContext context, EdgeRequest request, Headers headers) {
    return EntityTags.clientHas(request, context.version())
        ? new EdgeResponse.Whole(
            304, headers.with("etag", EntityTags.of(context.version())), NOTHING)
        : response(200, id, context, headers);
  }

  private static EdgeResponse response(
      int status, String id, SessionContext context, Headers headers) {
    return new EdgeResponse.Whole(
        status,
        headers
            .with("content-type", "application/json")
            .with("etag", EntityTags.of(context.version())),
        SessionJson.context(id, context));
  }

  private static EdgeResponse otherwise(String id, Answer answer) {
    return answer instanceof Answer.Missing
        ? Problems.notFound(
                "There is no session '%s'. Create it first; it may have expired.".formatted(id))
            .response()
        : Answers.response(answer);
  }

  private static CompletionStage<EdgeResponse> done(EdgeResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}

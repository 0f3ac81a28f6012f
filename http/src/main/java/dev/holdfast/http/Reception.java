package dev.holdfast.http;

import dev.holdfast.http.auth.AllowedOrigins;
import dev.holdfast.http.auth.ClientAddress;
import dev.holdfast.http.auth.Gatekeeper;
import dev.holdfast.http.engine.Front;
import dev.holdfast.http.engine.Incoming;
import dev.holdfast.http.limits.Admission;
import dev.holdfast.http.limits.HeaderChecks;
import dev.holdfast.http.limits.RateLimits;
import dev.holdfast.http.metrics.EdgeMetrics;
import dev.holdfast.http.socket.Hub;
import dev.holdfast.http.ticket.TicketDesk;
import dev.holdfast.runtime.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The way of every request through the edge: is there room, is it well-formed, may this caller
 * speak here, does it keep its rate, where does it lead, may it go there, is its body fine. Each
 * step ends with a problem or goes on to the next; whatever happens, the request is answered,
 * counted and has its id on it.
 */
final class Reception implements Front {
  private static final byte[] NO_BODY = new byte[0];
  private static final Duration OVERLOAD_PAUSE = Duration.ofSeconds(1);

  private final EdgeSettings settings;
  private final Gatekeeper gatekeeper;
  private final ClientAddress addresses;
  private final RouteTable table;
  private final Upgrades upgrades;
  private final TicketDesk tickets;
  private final Cors cors;
  private final Admission admission;
  private final RateLimits callerRates;
  private final RateLimits localRates;
  private final Departure departure;
  private final CorrelationIds ids = new CorrelationIds();

  Reception(
      EdgeSettings settings,
      Gatekeeper gatekeeper,
      AllowedOrigins origins,
      TicketDesk tickets,
      List<Route> routes,
      EdgeMetrics metrics,
      Hub hub) {
    EdgeLimits limits = settings.limits();
    this.settings = settings;
    this.gatekeeper = gatekeeper;
    this.addresses = new ClientAddress(settings.trustedProxies());
    this.table = new RouteTable(routes);
    this.upgrades = new Upgrades(hub);
    this.tickets = tickets;
    this.cors = new Cors(origins);
    this.admission = new Admission(limits.requestsMax(), limits.bodiesBytesMax());
    this.callerRates = new RateLimits(limits.callerRate(), limits.callersMax());
    this.localRates = new RateLimits(limits.loopbackRate(), limits.callersMax());
    this.departure = new Departure(metrics, new AccessLog(settings.accessLog()), cors);
  }

  @Override
  public CompletionStage<EdgeResponse> answer(Incoming incoming) {
    Visit visit = new Visit(incoming, ids.of(incoming.headers()));
    // Who only asks whether the node is alive must learn that it is, however busy.
    boolean entered = admission.enter();
    if (!entered && !visit.path.equals("/health")) {
      Problem full = Problems.overloaded("The node has too many requests in work.", OVERLOAD_PAUSE);
      return incoming.ignoreBody().thenApply(_ -> departure.finished(visit, full.response()));
    }
    CompletableFuture<EdgeResponse> done = new CompletableFuture<>();
    attempt(visit, () -> received(visit))
        .whenComplete((response, failure) -> {
          admission.release(visit.bodyBytes);
          if (entered) {
            admission.leave();
          }
          done.complete(
              departure.finished(
                  visit, failure == null ? response : Departure.failed(visit, failure)));
        });
    return done;
  }

  /** How many requests are in work. */
  int inside() {
    return admission.inside();
  }

  /** Bytes of their bodies. */
  long held() {
    return admission.held();
  }

  /** From now on each response closes its connection. */
  void lastOnes() {
    departure.lastOnes();
  }

  private static CompletionStage<EdgeResponse> attempt(
      Visit visit, Supplier<CompletionStage<EdgeResponse>> step) {
    try {
      return step.get();
    } catch (RuntimeException failure) {
      return visit.incoming.ignoreBody().thenCompose(_ -> CompletableFuture.failedFuture(failure));
    }
  }

  private CompletionStage<EdgeResponse> received(Visit visit) {
    Incoming incoming = visit.incoming;
    Headers headers = incoming.headers();
    refuse(HeaderChecks.check(headers));
    ClientAddress.Client client = addresses.of(incoming.peer(), incoming.secure(), headers);
    visit.client = client.address();
    refuse(gatekeeper.turnedAway(headers, client.secure()));
    Handshake handshake = Handshake.of(headers, visit.query);
    visit.protocol = handshake.protocol();
    EdgeRequest.Caller caller =
        handshake.wanted()
            ? gatekeeper.opener(headers, client.secure(), handshake.bearer())
            : gatekeeper.caller(headers, client.secure());
    checkRate(client, caller);
    if (cors.isPreflight(incoming.method(), headers)) {
      EdgeResponse may = cors.preflight(table.match(incoming.method(), visit.path));
      return incoming.ignoreBody().thenApply(_ -> may);
    }
    if (handshake.ticket().isPresent()) {
      // It opens a socket and does nothing else; what cannot become one does not spend it.
      refuse(incoming.handshakeProblem());
      visit.byTicket = true;
    }
    return handshake
        .ticket()
        .map(ticket ->
            tickets.redeem(
                ticket,
                visit.path,
                visit.correlation,
                known -> attempt(visit, () -> routed(visit, handshake.query(), client, known))))
        .orElseGet(() -> routed(visit, handshake.query(), client, caller));
  }

  private CompletionStage<EdgeResponse> routed(
      Visit visit, String query, ClientAddress.Client client, EdgeRequest.Caller caller) {
    Incoming incoming = visit.incoming;
    Headers headers = incoming.headers();
    return switch (table.match(incoming.method(), visit.path)) {
      case RouteTable.Match.Found(Route route, Map<String, String> parameters) -> {
        visit.route = route.name();
        visit.parameters = parameters;
        Optional<EdgeResponse> elsewhere = guarded(route, headers, client, caller);
        if (elsewhere.isPresent()) {
          yield incoming.ignoreBody().thenApply(_ -> elsewhere.get());
        }
        EdgeRequest head =
            new EdgeRequest(
                incoming.method(),
                visit.path,
                query,
                headers,
                NO_BODY,
                client.address(),
                client.secure(),
                visit.correlation,
                caller,
                parameters);
        yield withBody(visit, route, head);
      }
      case RouteTable.Match.OtherMethod(List<String> allowed) ->
          throw Problems.methodNotAllowed(allowed).exception();
      case RouteTable.Match.Nothing() -> throw nothing(visit.path, caller).exception();
    };
  }

  private void checkRate(ClientAddress.Client client, EdgeRequest.Caller caller) {
    boolean known = caller.trusted() && !settings.apiTokens().isEmpty();
    Duration pause =
        client.local()
            ? localRates.take(client.address())
            : callerRates.take(known ? caller.scope() : client.address());
    if (!pause.isZero()) {
      throw Problems.tooMany("This caller", pause).exception();
    }
  }

  private Optional<EdgeResponse> guarded(
      Route route, Headers headers, ClientAddress.Client client, EdgeRequest.Caller caller) {
    return switch (route.guard()) {
      case OPEN -> Optional.empty();
      case TOKEN -> {
        if (!caller.trusted()) {
          throw Problems.unauthenticated(Edge.SIGN_IN).exception();
        }
        yield Optional.empty();
      }
      case PAGE ->
          gatekeeper.visitor(headers, client.secure()).trusted()
              ? Optional.empty()
              : Optional.of(
                  new EdgeResponse.Whole(303, Headers.NONE.with("location", "/login"), NO_BODY));
    };
  }

  private CompletionStage<EdgeResponse> withBody(Visit visit, Route route, EdgeRequest head) {
    byte[] atHand = visit.incoming.bodyAtHand();
    long size = atHand == null ? visit.incoming.declaredBytes() : atHand.length;
    if (size > route.bodyBytesMax()) {
      throw Problems.tooLarge(route.bodyBytesMax()).exception();
    }
    hold(visit, size < 0 ? route.bodyBytesMax() : size);
    if (atHand != null) {
      return handled(visit, route, atHand.length == 0 ? head : head.withBody(atHand));
    }
    return visit
        .incoming
        .body(route.bodyBytesMax(), settings.limits().bodyDeadline())
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(bodyProblem(failure, route)))
        .thenCompose(body -> {
          admission.release(visit.bodyBytes - body.length);
          visit.bodyBytes = body.length;
          return handled(visit, route, head.withBody(body));
        });
  }

  private void hold(Visit visit, long bytes) {
    if (!admission.hold(bytes)) {
      throw Problems.overloaded("The node has too much in work.", OVERLOAD_PAUSE).exception();
    }
    visit.bodyBytes = bytes;
  }

  private Throwable bodyProblem(Throwable failure, Route route) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return switch (cause) {
      case Incoming.BodyTooLarge _ ->
          Problems.tooLarge(route.bodyBytesMax()).with("connection", "close").exception();
      case Incoming.BodyTooSlow _ -> Problems.tooSlow(settings.limits().bodyDeadline()).exception();
      case null, default ->
          Problems.malformed(
                  "The body broke off, or its chunks cannot be read. Send all of it, as RFC 9112"
                      + " has it.")
              .with("connection", "close")
              .exception();
    };
  }

  private CompletionStage<EdgeResponse> handled(Visit visit, Route route, EdgeRequest request) {
    CompletionStage<EdgeResponse> answered = route.handler().handle(request);
    // One stage less on the way of all that is no socket.
    return request.wantsSocket()
        ? answered.thenCompose(response ->
            response instanceof EdgeResponse.OpenSocket open
                ? upgrades.opened(visit, open)
                : CompletableFuture.completedFuture(visit.byTicket ? noSocket(response) : response))
        : answered;
  }

  // Who has only a ticket learns nothing from a path that has no socket.
  private static EdgeResponse noSocket(EdgeResponse response) {
    return response instanceof EdgeResponse.Whole whole && whole.status() >= 400
        ? response
        : Problems.notFound("There is no socket at this path.").response();
  }

  private static Problem nothing(String path, EdgeRequest.Caller caller) {
    if (Routes.guarded(path) && !caller.trusted()) {
      return Problems.unauthenticated(Edge.SIGN_IN);
    }
    return Routes.reserved(path)
        .map(Problems::reserved)
        .orElseGet(() ->
            Problems.notFound(
                path.startsWith("/objects")
                    ? "Objects are at /objects/{type}/{name}."
                    : "Nothing is served at this path. See /openapi.json for what is."));
  }

  private static void refuse(Optional<Problem> problem) {
    if (problem.isPresent()) {
      throw problem.get().exception();
    }
  }
}

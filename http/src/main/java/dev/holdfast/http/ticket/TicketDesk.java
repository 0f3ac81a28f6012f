package dev.holdfast.http.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.actors.tickets.TicketCommand;
import dev.holdfast.actors.tickets.TicketCommand.Issue;
import dev.holdfast.actors.tickets.TicketCommand.Issued;
import dev.holdfast.actors.tickets.TicketCommand.Redeem;
import dev.holdfast.actors.tickets.TicketCommand.Redeemed;
import dev.holdfast.http.Answers;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeRequest.Caller;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.Problem;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.Problems;
import dev.holdfast.http.Route;
import dev.holdfast.http.auth.Tokens;
import dev.holdfast.http.limits.BoundedJson;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent.MessageReceived;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Issues one-time tickets at {@code POST /api/v1/tickets} and lets sockets in with them. A ticket
 * holds on every node over one database, for one path, once, for {@link TicketBox#LIFETIME}.
 *
 * <p>An {@code Idempotency-Key} makes no difference: an answer that could be repeated would have to
 * be stored, and the ticket is nowhere. Who repeats gets another ticket.
 *
 * <p>Thread rule: any thread, never blocks.
 */
public final class TicketDesk {
  /** The longest path with every character escaped, and as much again for what is around it. */
  static final int BODY_BYTES_MAX = 32_768;

  /** Paths that the edge takes at all are not longer. */
  static final int PATH_CHARS_MAX = 8_192;

  /** A day: who stays longer than that can fetch another ticket. */
  static final Duration SOCKET_FOR_MAX = Duration.ofHours(24);

  private static final JsonMapper MAPPER = new JsonMapper();

  private final ObjectClient objects;
  private final Tokens tokens;
  private final SecureRandom random = new SecureRandom();

  /**
   * A desk.
   *
   * @param tokens of this node: a ticket dies with the token that its socket stands for
   */
  public TicketDesk(ObjectClient objects, Tokens tokens) {
    this.objects = objects;
    this.tokens = tokens;
  }

  /** Where tickets are issued. */
  public Route route() {
    return Route.post("tickets", "/api/v1/tickets", Route.Guard.TOKEN, BODY_BYTES_MAX, this::issue);
  }

  /**
   * Redeems the ticket of a request that wants a socket, and goes on as whoever it was issued to.
   * Any other ticket is answered 401, without saying what is wrong with it.
   *
   * @param path the request's, percent-encoded, without the query
   */
  public CompletionStage<EdgeResponse> redeem(
      String ticket,
      String path,
      String correlation,
      Function<Caller, CompletionStage<EdgeResponse>> onwards) {
    Optional<TicketText> read = TicketText.of(ticket);
    if (read.isEmpty()) {
      return CompletableFuture.completedFuture(worthless().response());
    }
    return ask(read.get().box(), new Redeem(read.get().proof(path)), correlation)
        .thenCompose(answer ->
            switch (answer) {
              case Answer.Replied(Redeemed(String scope, Optional<Instant> until))
                  when tokens.hasScope(scope) ->
                  onwards.apply(new Caller(scope, true, until));
              case Answer.Replied _, Answer.Refused _ ->
                  CompletableFuture.completedFuture(worthless().response());
              default -> CompletableFuture.completedFuture(Answers.response(answer));
            });
  }

  private CompletionStage<EdgeResponse> issue(EdgeRequest request) {
    JsonNode body = BoundedJson.body(request);
    String path = path(body);
    TicketText ticket = TicketText.random(random);
    Issue issue =
        new Issue(
            ticket.proof(path),
            request.caller().scope(),
            request.caller().until(),
            socketFor(body));
    return ask(ticket.box(), issue, request.correlation())
        .thenApply(answer ->
            switch (answer) {
              case Answer.Replied(Issued(Instant expires)) -> issued(ticket, path, expires);
              case Answer.Refused(Refusal full) ->
                  Problems.overloaded("Too many tickets: " + full.detail(), TicketBox.CLEANUP_PAUSE)
                      .response();
              default -> Answers.response(answer);
            });
  }

  private CompletionStage<Answer> ask(ObjectId box, TicketCommand command, String correlation) {
    return objects.deliver(
        box, new MessageReceived(command), Optional.empty(), Reach.EITHER, correlation);
  }

  private static EdgeResponse issued(TicketText ticket, String path, Instant expires) {
    String json =
        MAPPER
            .createObjectNode()
            .put("ticket", ticket.encoded())
            .put("path", path)
            .put("expiresAt", expires.toString())
            .toString();
    Headers headers =
        Headers.NONE.with("content-type", "application/json").with("cache-control", "no-store");
    return new EdgeResponse.Whole(201, headers, json.getBytes(StandardCharsets.UTF_8));
  }

  private static String path(JsonNode body) {
    String path = body.path("path").asText("");
    boolean plain = path.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '?' && c != '#');
    if (!body.path("path").isTextual()
        || !path.startsWith("/")
        || path.length() > PATH_CHARS_MAX
        || !plain) {
      throw malformed(
          "The body must be an object whose 'path' is the socket's path, such as"
              + " \"/objects/room/lobby\": percent-encoded, without host, query and fragment.");
    }
    return path;
  }

  private static Optional<Duration> socketFor(JsonNode body) {
    JsonNode seconds = body.path("seconds");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return Optional.empty();
    }
    if (!seconds.isIntegralNumber()
        || !seconds.canConvertToLong()
        || seconds.longValue() < 1
        || seconds.longValue() > SOCKET_FOR_MAX.toSeconds()) {
      throw malformed(
          "'seconds' says how long the socket may live. Give a whole number from 1 to %d, or leave"
                  .formatted(SOCKET_FOR_MAX.toSeconds())
              + " it out.");
    }
    return Optional.of(Duration.ofSeconds(seconds.longValue()));
  }

  private static Problem worthless() {
    return Problems.unauthenticated(
        "This ticket does not open this socket: it is spent, expired, or not for this path. Fetch a"
            + " new one with POST /api/v1/tickets for each attempt to connect.");
  }

  private static ProblemException malformed(String detail) {
    return Problems.malformed(detail).exception();
  }
}

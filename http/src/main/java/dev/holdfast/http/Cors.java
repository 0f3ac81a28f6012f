package dev.holdfast.http;

import dev.holdfast.http.auth.AllowedOrigins;
import dev.holdfast.runtime.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets pages of the allowed origins read answers (Fetch standard, CORS protocol). They send a
 * token: the sign-in cookie is not theirs, so no answer allows credentials. Thread rule: any
 * thread; immutable.
 */
final class Cors {
  private static final String ALLOW_ORIGIN = "access-control-allow-origin";

  private static final List<String> EVERY_METHOD =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  private static final String ASKED_HEADERS =
      "authorization, content-type, holdfast-read, idempotency-key, if-match, if-none-match,"
          + " last-event-id, traceparent, tracestate, x-request-id";

  private static final String EXPOSED_HEADERS =
      "etag, holdfast-state, location, retry-after, x-request-id";

  /** As long as Chromium remembers at most: a preflight is a round trip before each request. */
  private static final Duration PREFLIGHT_KEPT = Duration.ofHours(2);

  private static final Headers.Field VARY = new Headers.Field("vary", "Origin");

  private final AllowedOrigins origins;

  Cors(AllowedOrigins origins) {
    this.origins = origins;
  }

  /** Whether a browser asks, for a page that is allowed to, what it may send. */
  boolean isPreflight(String method, Headers headers) {
    return method.equals("OPTIONS")
        && headers.first("access-control-request-method").isPresent()
        && allowed(headers).isPresent();
  }

  /**
   * What may be sent where such a path leads. Where it leads nowhere everything may, so that the
   * page gets to read that it does.
   */
  EdgeResponse preflight(RouteTable.Match match) {
    List<String> methods =
        switch (match) {
          case RouteTable.Match.OtherMethod(List<String> allowed) -> allowed;
          case RouteTable.Match.Found _, RouteTable.Match.Nothing() -> EVERY_METHOD;
        };
    return new EdgeResponse.Whole(
        204,
        Headers.NONE
            .with("access-control-allow-methods", String.join(", ", methods))
            .with("access-control-allow-headers", ASKED_HEADERS)
            .with("access-control-max-age", Long.toString(PREFLIGHT_KEPT.toSeconds())),
        new byte[0]);
  }

  /** Adds to the fields of an answer what lets the page that asked read it. */
  void mark(Headers asked, List<Headers.Field> answer) {
    if (origins.none()) {
      return;
    }
    answer.add(VARY);
    Optional<String> origin = allowed(asked);
    // An object may have answered the question for itself.
    if (origin.isPresent()
        && answer.stream().noneMatch(field -> field.name().equalsIgnoreCase(ALLOW_ORIGIN))) {
      answer.add(new Headers.Field(ALLOW_ORIGIN, origin.get()));
      answer.add(new Headers.Field("access-control-expose-headers", EXPOSED_HEADERS));
    }
  }

  private Optional<String> allowed(Headers headers) {
    return headers.first("origin").filter(origins::contains);
  }
}

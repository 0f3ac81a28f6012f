package dev.holdfast.http;

import java.time.Duration;
import java.util.List;

/** Every problem the edge itself finds; those that objects answer with are in {@link Answers}. */
public final class Problems {
  private Problems() {}

  /** 400. */
  public static Problem malformed(String detail) {
    return Problem.of(400, "malformed", "Malformed request", detail);
  }

  /** 401. */
  public static Problem unauthenticated(String detail) {
    return Problem.of(401, "not-authenticated", "Not authenticated", detail)
        .with("www-authenticate", "Bearer realm=\"holdfast\"");
  }

  /** 403. */
  public static Problem forbidden(String detail) {
    return Problem.of(403, "forbidden", "Forbidden", detail);
  }

  /** 404. */
  public static Problem notFound(String detail) {
    return Problem.of(404, "not-found", "Not found", detail);
  }

  /** 404 for a path that is kept for what comes later. */
  public static Problem reserved(String path) {
    return Problem.of(
        404,
        "reserved",
        "Reserved",
        path + " is reserved and not served by this version. See /openapi.json for what is.");
  }

  /** 405. */
  public static Problem methodNotAllowed(List<String> allowed) {
    String methods = String.join(", ", allowed);
    return Problem.of(
            405, "method-not-allowed", "Method not allowed", "This path takes " + methods + ".")
        .with("allow", methods);
  }

  /** 408; the connection cannot be used again, because the rest of the body may still come. */
  public static Problem tooSlow(Duration allowed) {
    return Problem.of(
            408,
            "too-slow",
            "Request timeout",
            "The body did not arrive within %d s. Send it faster or in smaller requests."
                .formatted(allowed.toSeconds()))
        .with("connection", "close");
  }

  /** 408 for a head that does not end. */
  public static Problem headTooSlow(Duration allowed) {
    return Problem.of(
        408,
        "too-slow",
        "Request timeout",
        "The head of the request did not arrive within %d s. Send it at once."
            .formatted(allowed.toSeconds()));
  }

  /** 413. */
  public static Problem tooLarge(long bytesMax) {
    return Problem.of(
        413,
        "too-large",
        "Content too large",
        bytesMax == 0
            ? "This path takes no body. Send the request without one."
            : "The body has more than the %d bytes allowed here. Send less at once."
                .formatted(bytesMax));
  }

  /** 414. */
  public static Problem uriTooLong(int charsMax) {
    return Problem.of(
        414,
        "uri-too-long",
        "URI too long",
        "The URL has more than %d characters. Put what is long into the body.".formatted(charsMax));
  }

  /** 415. */
  public static Problem unsupportedType(String wanted) {
    return Problem.of(
        415,
        "unsupported-media-type",
        "Unsupported media type",
        "This path takes " + wanted + ". Set Content-Type to it.");
  }

  /** 426. */
  public static Problem upgradeRequired() {
    return Problem.of(
            426,
            "upgrade-required",
            "Upgrade required",
            "This path is a WebSocket. Connect with 'Upgrade: websocket'.")
        .with("upgrade", "websocket");
  }

  /** 429. */
  public static Problem tooMany(String who, Duration pause) {
    return Problem.of(
            429,
            "too-many-requests",
            "Too many requests",
            who + " sends more than this node allows. Wait as Retry-After says, then send slower.")
        .retryAfter(pause);
  }

  /** 431. */
  public static Problem headersTooLarge(String detail) {
    return Problem.of(431, "headers-too-large", "Request header fields too large", detail);
  }

  /** 500 for what the edge itself did not expect. */
  public static Problem internal(String errorId) {
    return Problem.of(
            500,
            "failed",
            "Internal error",
            "The node failed at this; its log says more under the id " + errorId + ".")
        .instance(errorId);
  }

  /** 503 past a bound. */
  public static Problem overloaded(String what, Duration pause) {
    return Problem.of(
            503,
            "overloaded",
            "Overloaded",
            what + " It had no effect: send it again after the pause that Retry-After says.")
        .retryAfter(pause);
  }

  /** 503 for a feature whose setting is missing. */
  public static Problem notConfigured(String detail) {
    return Problem.of(503, "not-configured", "Not configured", detail)
        .retryAfter(Duration.ofMinutes(5));
  }
}

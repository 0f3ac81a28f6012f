package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers bytes that are not a request the engine can read, in the edge's own form. Made by the
 * engine, by name, from {@code holdfast-http.conf}.
 */
public final class ParsingProblems extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    Problem problem = problem(status.intValue(), error.summary(), settings);
    return PekkoResponses.whole(
        (EdgeResponse.Whole) problem.with("connection", "close").response());
  }

  // The summary says what is wrong without repeating what was sent; the detail repeats it.
  private static Problem problem(int status, String summary, ServerSettings settings) {
    boolean headers = summary.contains("header") && summary.contains("limit");
    if (status == 431 || headers) {
      return Problems.headersTooLarge(
          "A request has at most %d header fields of %d characters. Send fewer or shorter ones."
              .formatted(
                  settings.parserSettings().maxHeaderCount(),
                  settings.parserSettings().maxHeaderValueLength()));
    }
    return switch (status) {
      case 413 -> Problems.tooLarge(settings.parserSettings().getMaxContentLength());
      case 414 -> Problems.uriTooLong(settings.parserSettings().maxUriLength());
      case 501 ->
          Problem.of(501, "not-implemented", "Not implemented", summary + ". Use another method.");
      case 505 ->
          Problem.of(505, "version-not-supported", "HTTP version not supported", "Use HTTP/1.1.");
      default -> Problems.malformed(summary + ". Send a request as RFC 9112 has it.");
    };
  }
}

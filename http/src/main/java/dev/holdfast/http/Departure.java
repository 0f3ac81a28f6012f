package dev.holdfast.http;

import dev.holdfast.http.metrics.EdgeMetrics;
import dev.holdfast.runtime.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step of every request: failures become problems, the id goes on, it is counted. */
final class Departure {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
  private static final Headers.Field NO_SNIFFING =
      new Headers.Field("x-content-type-options", "nosniff");
  private static final Headers.Field CLOSE = new Headers.Field("connection", "close");

  private final EdgeMetrics metrics;
  private final AccessLog accessLog;
  private final Cors cors;
  private volatile boolean closing;

  Departure(EdgeMetrics metrics, AccessLog accessLog, Cors cors) {
    this.metrics = metrics;
    this.accessLog = accessLog;
    this.cors = cors;
  }

  void lastOnes() {
    closing = true;
  }

  static EdgeResponse failed(Visit visit, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException known) {
      return known.problem().response();
    }
    LOG.atError()
        .addKeyValue("correlation", visit.correlation)
        .addKeyValue("route", visit.route)
        .setCause(cause)
        .log("a request failed in the edge; answered 500 with id {}", visit.id);
    return Problems.internal(visit.id).response();
  }

  EdgeResponse finished(Visit visit, EdgeResponse response) {
    EdgeResponse complete =
        switch (response) {
          case EdgeResponse.Whole(int status, Headers headers, byte[] body) ->
              new EdgeResponse.Whole(status, marked(headers, visit), body);
          case EdgeResponse.Streamed(int status, Headers headers, var feed) ->
              new EdgeResponse.Streamed(status, marked(headers, visit), feed);
          case EdgeResponse.Switched(Headers headers, var link) ->
              new EdgeResponse.Switched(headers.with(CorrelationIds.HEADER, visit.id), link);
          // The client did not ask for one: only those that do get this far as a switch.
          case EdgeResponse.OpenSocket _ -> upgradeRequired(visit);
        };
    int status = status(complete);
    long nanos = System.nanoTime() - visit.startNanos;
    metrics.answered(visit.route, status, nanos);
    accessLog.answered(visit, status, nanos);
    return complete;
  }

  private EdgeResponse upgradeRequired(Visit visit) {
    var whole = (EdgeResponse.Whole) Problems.upgradeRequired().response();
    return new EdgeResponse.Whole(whole.status(), marked(whole.headers(), visit), whole.body());
  }

  private Headers marked(Headers headers, Visit visit) {
    List<Headers.Field> fields = new ArrayList<>(headers.fields().size() + 6);
    fields.addAll(headers.fields());
    fields.add(new Headers.Field(CorrelationIds.HEADER, visit.id));
    fields.add(NO_SNIFFING);
    cors.mark(visit.incoming.headers(), fields);
    if (closing) {
      fields.add(CLOSE);
    }
    return new Headers(fields);
  }

  private static int status(EdgeResponse response) {
    return switch (response) {
      case EdgeResponse.Whole whole -> whole.status();
      case EdgeResponse.Streamed streamed -> streamed.status();
      case EdgeResponse.Switched _ -> 101;
      case EdgeResponse.OpenSocket _ -> 500;
    };
  }
}

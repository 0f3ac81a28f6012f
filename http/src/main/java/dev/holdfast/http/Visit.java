package dev.holdfast.http;

import dev.holdfast.http.engine.Incoming;
import dev.holdfast.http.metrics.EdgeMetrics;
import java.util.Map;
import java.util.Optional;

/**
 * What the edge has found out about one request so far; for metrics and logs. One thread at a time.
 */
final class Visit {
  final Incoming incoming;
  final String id;
  final String correlation;
  final String path;
  final String query;
  final long startNanos = System.nanoTime();
  String route = EdgeMetrics.NO_ROUTE;
  Map<String, String> parameters = Map.of();
  String client = "";

  /** The subprotocol that a socket is opened with, if its client offers any. */
  Optional<String> protocol = Optional.empty();

  /** Whether a ticket stands for its caller. */
  boolean byTicket;

  /** What its body counts for against the bound on all of them. */
  volatile long bodyBytes;

  Visit(Incoming incoming, String id) {
    this.incoming = incoming;
    this.id = id;
    this.correlation = CorrelationIds.correlation(id, incoming.headers());
    String target = originForm(incoming.target());
    int mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.substring(0, mark);
    this.query = mark < 0 ? "" : target.substring(mark + 1);
  }

  // A proxy may be sent `http://host/path`, and RFC 9112, 3.2.2 makes servers take that too.
  private static String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int scheme = target.indexOf("://");
    int slash = scheme < 0 ? -1 : target.indexOf('/', scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }

  /** The object that the path names, for logs; empty when it names none. */
  String object() {
    String type = parameters.get("type");
    return type == null ? "" : type + "/" + parameters.get("name");
  }
}

package dev.holdfast.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One line a request: method, path, status, time, caller and correlation id. Never a query, a
 * header or a body: those may hold secrets.
 */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("dev.holdfast.http.access");

  private final Level level;

  AccessLog(boolean loud) {
    this.level = loud ? Level.INFO : Level.DEBUG;
  }

  void answered(Visit visit, int status, long nanos) {
    if (!LOG.isEnabledForLevel(level)) {
      return;
    }
    LOG.atLevel(level)
        .addKeyValue("correlation", visit.correlation)
        .addKeyValue("route", visit.route)
        .addKeyValue("object", visit.object())
        .addKeyValue("status", status)
        .addKeyValue("micros", nanos / 1_000)
        .addKeyValue("client", visit.client)
        .log("{} {} {}", visit.incoming.method(), visit.path, status);
  }
}

package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.spi.TraceParent;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What ties together all that a request causes: its id, and the trace it belongs to, if it says so
 * in {@code traceparent}. A caller may bring its own id in {@code X-Request-Id}; otherwise it is
 * made here: a random part of this run and a count, so that it is unique and costs next to nothing.
 * The response has the id alone.
 */
final class CorrelationIds {
  static final String HEADER = "x-request-id";

  /** A UUID has 36; twice that leaves room for a caller's own prefix. */
  private static final int CHARS_MAX = 72;

  private final String run = Long.toString(new SecureRandom().nextLong() & Long.MAX_VALUE, 36);
  private final AtomicLong last = new AtomicLong();

  String of(Headers headers) {
    for (Headers.Field field : headers.fields()) {
      if (field.name().equalsIgnoreCase(HEADER) && valid(field.value())) {
        return field.value();
      }
    }
    return next();
  }

  /**
   * The id, with the trace behind it where the request belongs to one. Of two {@code traceparent}
   * neither counts, as of one that is malformed: the standard has a trace begin anew then.
   */
  static String correlation(String id, Headers headers) {
    String header = "";
    for (Headers.Field field : headers.fields()) {
      if (field.name().equalsIgnoreCase(TraceParent.HEADER)) {
        if (!header.isEmpty()) {
          return id;
        }
        header = field.value();
      }
    }
    return header.isEmpty()
        ? id
        : TraceParent.parse(header).map(trace -> trace.correlation(id)).orElse(id);
  }

  String next() {
    return run + "-" + Long.toString(last.incrementAndGet(), 36);
  }

  // It ends up in logs and in history: nothing that could break a line or pass for something else.
  private static boolean valid(String id) {
    if (id.isEmpty() || id.length() > CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean fine =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == ':';
      if (!fine) {
        return false;
      }
    }
    return true;
  }
}

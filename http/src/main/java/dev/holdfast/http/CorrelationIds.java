package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The id that ties together all that a request causes. A caller may bring its own in {@code
 * X-Request-Id}; otherwise it is made here: a random part of this run and a count, so that it is
 * unique and costs next to nothing.
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

package dev.holdfast.http.engine;

import dev.holdfast.http.Problem;
import dev.holdfast.runtime.Headers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request line and its fields, checked as far as two readers could otherwise understand them
 * differently (RFC 9112, 11.2): where the request ends, whom it addresses.
 *
 * @param declaredBytes what {@code Content-Length} says, -1 without one
 * @param chunked whether the body comes in chunks
 * @param keepAlive whether the client wants to go on using the connection
 * @param expectsContinue whether the client waits for leave to send the body
 */
record RequestHead(
    String method,
    String target,
    boolean http11,
    Headers headers,
    long declaredBytes,
    boolean chunked,
    boolean keepAlive,
    boolean expectsContinue) {

  /** More digits are more than fits a long, and more than anything has. */
  private static final int LENGTH_DIGITS_MAX = 18;

  boolean hasBody() {
    return chunked || declaredBytes > 0;
  }

  /** Whether it asks for a WebSocket. */
  boolean asksForSocket() {
    return headers.first("upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
  }

  /** Throws {@link RefusedRequest}. */
  static RequestHead of(String method, String target, boolean http11, List<Headers.Field> fields) {
    Framing framing = new Framing(http11);
    for (int i = 0; i < fields.size(); i++) {
      framing.see(fields.get(i));
    }
    framing.check(target);
    return new RequestHead(
        method,
        target,
        http11,
        new Headers(fields),
        framing.length,
        framing.chunked,
        framing.keepAlive,
        framing.expects);
  }

  /** What the fields say about the request's end and address. */
  private static final class Framing {
    private final boolean http11;
    private boolean keepAlive;
    private boolean chunked;
    private boolean expects;
    private long length = -1;
    private @Nullable String host;

    Framing(boolean http11) {
      this.http11 = http11;
      this.keepAlive = http11;
    }

    // By length first: most fields are none of these.
    void see(Headers.Field field) {
      String name = field.name();
      switch (name.length()) {
        case 4 -> {
          if (name.equalsIgnoreCase("host")) {
            seeHost(field.value());
          }
        }
        case 6 -> {
          if (name.equalsIgnoreCase("expect")) {
            seeExpect(field.value());
          }
        }
        case 10 -> {
          if (name.equalsIgnoreCase("connection")) {
            seeConnection(field.value().toLowerCase(Locale.ROOT));
          }
        }
        case 14 -> {
          if (name.equalsIgnoreCase("content-length")) {
            seeLength(field.value());
          }
        }
        case 17 -> {
          if (name.equalsIgnoreCase("transfer-encoding")) {
            seeEncoding(field.value());
          }
        }
        default -> {}
      }
    }

    private void seeHost(String value) {
      if (host != null) {
        throw RefusedRequest.malformed("The header Host is there more than once.");
      }
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c <= ' ' || c > '~' || "/?#@\\\"<>^`{|},".indexOf(c) >= 0) {
          throw RefusedRequest.malformed("The header Host is not a host and a port.");
        }
      }
      host = value;
    }

    private void seeExpect(String value) {
      if (!value.equalsIgnoreCase("100-continue")) {
        throw new RefusedRequest(
            Problem.of(
                417,
                "expectation-failed",
                "Expectation failed",
                "Expect may only be 100-continue. Leave it out."));
      }
      // RFC 9110, 10.1.1: of an HTTP/1.0 client it is ignored.
      expects = http11;
    }

    private void seeConnection(String options) {
      for (String option : options.split(",", -1)) {
        switch (option.strip()) {
          case "close" -> keepAlive = false;
          case "keep-alive" -> keepAlive |= !http11;
          default -> {}
        }
      }
    }

    private void seeLength(String value) {
      if (length >= 0) {
        throw RefusedRequest.malformed("The header Content-Length is there more than once.");
      }
      boolean digits = !value.isEmpty() && value.length() <= LENGTH_DIGITS_MAX;
      for (int i = 0; digits && i < value.length(); i++) {
        digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
      }
      if (!digits) {
        throw RefusedRequest.malformed("The header Content-Length is not one number.");
      }
      length = Long.parseLong(value);
    }

    private void seeEncoding(String value) {
      if (chunked || !http11 || !value.equalsIgnoreCase("chunked")) {
        throw RefusedRequest.malformed(
            "The header Transfer-Encoding may be there once, in HTTP/1.1, and be 'chunked'.");
      }
      chunked = true;
    }

    void check(String target) {
      if (chunked && length >= 0) {
        throw RefusedRequest.malformed(
            "The headers Content-Length and Transfer-Encoding are both there.");
      }
      if (host == null && http11) {
        throw RefusedRequest.malformed("The header Host is missing.");
      }
      int scheme = target.charAt(0) == '/' ? -1 : target.indexOf("://");
      if (scheme >= 0 && !authority(target, scheme + 3).equalsIgnoreCase(host)) {
        throw RefusedRequest.malformed("The header Host names another host than the URL.");
      }
    }

    private static String authority(String target, int begin) {
      int end = begin;
      while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
        end++;
      }
      return target.substring(begin, end);
    }
  }
}

package dev.holdfast.runtime;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An HTTP request as an object sees it.
 *
 * @param method in capitals
 * @param path what follows the object's name in the URL, decoded, beginning with a slash; {@code /}
 *     when nothing follows
 * @param query the raw query without the question mark; empty when there is none
 * @param headers without {@code Authorization} and {@code Cookie}: those are the edge's business
 *     and must not end up in storage
 * @param body at most {@link Limits#requestBytesMax()} bytes; not copied, do not write to it
 */
public record Request(String method, String path, String query, Headers headers, byte[] body) {

  /** A request without headers. */
  public static Request of(String method, String pathAndQuery, String body) {
    int mark = pathAndQuery.indexOf('?');
    String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
    return new Request(method, path, query, Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
  }

  /** The body read as UTF-8; malformed bytes become U+FFFD. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /**
   * The value of the first query parameter of this name, or empty; {@code ""} for one without a
   * value. Names and values are decoded as HTML forms encode them; what cannot be decoded, because
   * a percent sign in it encodes nothing, is taken as it was sent. So this never throws: what a
   * client sends is checked where its value is understood.
   */
  public Optional<String> parameter(String name) {
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (!pair.isEmpty() && decoded(key).equals(name)) {
        return Optional.of(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  private static String decoded(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformedEscape) {
      return raw;
    }
  }
}

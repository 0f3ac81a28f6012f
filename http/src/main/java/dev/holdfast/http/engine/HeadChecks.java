package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeLimits;
import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is refused of the heads that Netty has decoded: what it could not decode, what passes a
 * bound of ours, and what it takes although two readers could understand it differently (RFC 9112,
 * 11.2): where the request ends, whom it addresses. Stateless.
 */
final class HeadChecks {
  /** Names longer than this are no header in use. */
  static final int NAME_CHARS_MAX = 64;

  /** Characters that stand in no URL as they are (RFC 3986), and a fragment's, never sent. */
  private static final String NEVER_IN_URL = "\"#<>\\^`{|}";

  private static final String NEVER_IN_HOST = "/?#@\\\"<>^`{|},";

  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.DELETE,
          HttpMethod.PATCH,
          HttpMethod.OPTIONS,
          HttpMethod.CONNECT,
          HttpMethod.TRACE);

  private HeadChecks() {}

  /** Throws {@link RefusedRequest}. */
  static void check(HttpRequest head, EdgeLimits limits) {
    checkDecoded(head, limits);
    checkLine(head, limits);
    HttpHeaders fields = head.headers();
    if (fields.size() > limits.headersMax()) {
      throw tooLarge(limits);
    }
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().length() > NAME_CHARS_MAX
          || field.getValue().length() > limits.headerCharsMax()) {
        throw tooLarge(limits);
      }
    }
    checkHost(head);
    checkEnd(fields);
    String expected = fields.get(HttpHeaderNames.EXPECT);
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      throw new RefusedRequest(
          Problem.of(
              417,
              "expectation-failed",
              "Expectation failed",
              "Expect may only be 100-continue. Leave it out."));
    }
  }

  private static void checkDecoded(HttpRequest head, EdgeLimits limits) {
    switch (head.decoderResult().cause()) {
      case null -> {}
      case TooLongHttpLineException _ ->
          throw new RefusedRequest(Problems.uriTooLong(limits.uriCharsMax()));
      case TooLongHttpHeaderException _ -> throw tooLarge(limits);
      // What it says may repeat what was sent.
      default -> throw RefusedRequest.malformed("The head cannot be read.");
    }
  }

  private static void checkLine(HttpRequest head, EdgeLimits limits) {
    HttpVersion version = head.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      throw new RefusedRequest(
          Problem.of(505, "version-not-supported", "HTTP version not supported", "Use HTTP/1.1."));
    }
    String target = head.uri();
    if (target.length() > limits.uriCharsMax()) {
      throw new RefusedRequest(Problems.uriTooLong(limits.uriCharsMax()));
    }
    if (holds(target, NEVER_IN_URL)) {
      throw RefusedRequest.malformed("The URL holds a character that must be percent-encoded.");
    }
    if (!METHODS.contains(head.method())) {
      throw new RefusedRequest(
          Problem.of(
              501,
              "not-implemented",
              "Not implemented",
              "No path takes this method. Use another."));
    }
    // RFC 9112, 3.2: a path, a whole URL as proxies are sent, or the asterisk of OPTIONS.
    boolean asterisk = target.equals("*") && head.method().equals(HttpMethod.OPTIONS);
    if (!target.startsWith("/") && !asterisk && authorityStart(target) < 0) {
      throw RefusedRequest.malformed("The URL is neither a path nor a whole URL.");
    }
  }

  private static int authorityStart(String target) {
    boolean plain = target.regionMatches(true, 0, "http://", 0, 7);
    boolean secure = target.regionMatches(true, 0, "https://", 0, 8);
    return plain ? 7 : secure ? 8 : -1;
  }

  private static void checkHost(HttpRequest head) {
    List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      throw RefusedRequest.malformed("The header Host is there more than once.");
    }
    if (hosts.isEmpty()) {
      if (head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
        throw RefusedRequest.malformed("The header Host is missing.");
      }
    } else if (holds(hosts.getFirst(), NEVER_IN_HOST)) {
      throw RefusedRequest.malformed("The header Host is not a host and a port.");
    }
    int start = authorityStart(head.uri());
    if (start >= 0
        && (hosts.isEmpty() || !hosts.getFirst().equalsIgnoreCase(authority(head.uri(), start)))) {
      throw RefusedRequest.malformed("The header Host names another host than the URL.");
    }
  }

  private static String authority(String target, int start) {
    int end = start;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    return target.substring(start, end);
  }

  /** Where the request ends; of Content-Length Netty has seen that it is there once, or not. */
  private static void checkEnd(HttpHeaders fields) {
    List<String> encodings = fields.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!encodings.isEmpty()
        && (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked"))) {
      throw RefusedRequest.malformed(
          "The header Transfer-Encoding may be there once, in HTTP/1.1, and be 'chunked'.");
    }
    List<String> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (lengths.size() > 1 || (!encodings.isEmpty() && !lengths.isEmpty())) {
      throw RefusedRequest.malformed("The headers say in two ways where the body ends.");
    }
    // Netty still reads a body of 8 bytes, which nothing declares, after a head with these.
    if (fields.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
      throw RefusedRequest.malformed("A draft of WebSockets is asked for that is no standard.");
    }
  }

  /** Whether it holds one of these characters, a blank, a control character or no ASCII. */
  private static boolean holds(String text, String never) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || never.indexOf(c) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static RefusedRequest tooLarge(EdgeLimits limits) {
    return new RefusedRequest(
        Problems.headersTooLarge(
            "A request has at most %d header fields of %d characters, and %d such long ones. Send"
                    .formatted(
                        limits.headersMax(),
                        limits.headerCharsMax(),
                        RequestDecoder.LONGEST_FIELDS_MAX)
                + " fewer or shorter ones."));
  }
}

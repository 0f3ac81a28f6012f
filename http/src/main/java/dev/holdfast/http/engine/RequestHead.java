package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeLimits;
import dev.holdfast.runtime.Headers;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request line and its fields, checked.
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

  /** What Netty has decoded. Throws {@link RefusedRequest}. */
  static RequestHead of(HttpRequest decoded, EdgeLimits limits) {
    HeadChecks.check(decoded, limits);
    List<Headers.Field> fields = new ArrayList<>(decoded.headers().size());
    for (Map.Entry<String, String> field : decoded.headers()) {
      fields.add(new Headers.Field(field.getKey(), text(field.getValue())));
    }
    return new RequestHead(
        decoded.method().name(),
        decoded.uri(),
        decoded.protocolVersion().equals(HttpVersion.HTTP_1_1),
        new Headers(fields),
        HttpUtil.getContentLength(decoded, -1L),
        HttpUtil.isTransferEncodingChunked(decoded),
        HttpUtil.isKeepAlive(decoded),
        HttpUtil.is100ContinueExpected(decoded));
  }

  // Netty gives bytes as characters. What is not ASCII has no meaning by the standard; UTF-8 is
  // what is sent nowadays.
  private static String text(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > '~') {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
      }
    }
    return value;
  }

  boolean hasBody() {
    return chunked || declaredBytes > 0;
  }

  /** Whether it asks for a WebSocket. */
  boolean asksForSocket() {
    return headers.first("upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
  }
}

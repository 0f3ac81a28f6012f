package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Request;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request that passed the edge's checks, with its whole body.
 *
 * @param method in capitals
 * @param path raw, as it came: percent-encoded, without the query
 * @param query raw, without the question mark and, where a socket is wanted, without a ticket;
 *     empty when there is none
 * @param headers as they came
 * @param body not copied, do not write to it
 * @param client the caller's address, behind a trusted proxy the one the proxy names
 * @param secure whether the caller speaks TLS, to us or to a trusted proxy
 * @param correlation ties together all that this request causes: its id, which is sent back as
 *     {@code X-Request-Id}, and its trace
 * @param caller who it is, as far as the edge knows
 * @param parameters the route's path parameters, percent-decoded
 */
public record EdgeRequest(
    String method,
    String path,
    String query,
    Headers headers,
    byte[] body,
    String client,
    boolean secure,
    String correlation,
    Caller caller,
    Map<String, String> parameters) {

  /**
   * Who sends a request.
   *
   * @param scope names the caller where ids of different callers must not meet: a hash of its
   *     token, or {@link #ANONYMOUS}; never the token itself
   * @param trusted whether it presented a token, a sign-in cookie or a ticket, or the node has no
   *     token
   * @param until when what it presented expires, if it does: a socket opened with it ends then
   */
  public record Caller(String scope, boolean trusted, Optional<Instant> until) {
    /** A caller that presented nothing. */
    public static final String ANONYMOUS = "anonymous";

    /** Who presented something that does not expire, or nothing. */
    public Caller(String scope, boolean trusted) {
      this(scope, trusted, Optional.empty());
    }
  }

  /** A path parameter of the route; throws when the route has none of that name. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter '%s'.".formatted(name));
    }
    return value;
  }

  /**
   * The first query parameter of that name, decoded; empty when absent. Throws a problem, 400,
   * where it is badly encoded: taken for absent, it would ask for something else.
   */
  public Optional<String> queryParameter(String name) {
    try {
      return Percent.queryParameter(query, name);
    } catch (IllegalArgumentException malformed) {
      throw Problems.malformed(
              "'%s' in the query is not percent-encoded UTF-8. Encode it.".formatted(name))
          .exception();
    }
  }

  /** Whether the client asks to switch to a WebSocket (RFC 6455, 4.2.1). */
  public boolean wantsSocket() {
    return wantsSocket(headers);
  }

  /** Whether a request with these headers asks to switch to a WebSocket. */
  public static boolean wantsSocket(Headers headers) {
    return headers.first("upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
  }

  /**
   * This request as an object sees it: without {@code Authorization}, {@code Cookie} and the like,
   * which are the edge's business and must not end up in storage.
   *
   * @param objectPath decoded, beginning with a slash
   */
  public Request forObject(String objectPath) {
    return new Request(method, objectPath, query, Credentials.without(headers), body);
  }

  EdgeRequest withBody(byte[] read) {
    return new EdgeRequest(
        method, path, query, headers, read, client, secure, correlation, caller, parameters);
  }
}

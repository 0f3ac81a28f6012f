package dev.holdfast.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.holdfast.runtime.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An error as the client sees it: {@code application/problem+json} (RFC 9457).
 *
 * <p>Its type is {@code urn:holdfast:problem:{code}}: stable, and tied to no host name, because a
 * node has none of its own. Programs tell problems apart by it, people read the detail.
 *
 * @param code stable, in lower case with dashes
 * @param detail what is wrong and what to do; never holds a secret, a body or a query value
 * @param instance the id under which the node's log has more, where it has
 * @param headers to send along, such as {@code Retry-After}
 */
public record Problem(
    int status,
    String code,
    String title,
    String detail,
    Optional<String> instance,
    Headers headers) {
  /** What the type URIs begin with. */
  public static final String TYPE_PREFIX = "urn:holdfast:problem:";

  private static final String CONTENT_TYPE = "application/problem+json";

  /** A problem without more. */
  public static Problem of(int status, String code, String title, String detail) {
    return new Problem(status, code, title, detail, Optional.empty(), Headers.NONE);
  }

  /**
   * This problem with a pause after which trying again makes sense, in whole seconds, at least 1.
   */
  public Problem retryAfter(Duration pause) {
    long seconds = Math.max(1, Math.ceilDiv(pause.toMillis(), 1_000L));
    return with("retry-after", Long.toString(seconds));
  }

  /** This problem with one more header. */
  public Problem with(String name, String value) {
    return new Problem(status, code, title, detail, instance, headers.with(name, value));
  }

  /** This problem, found in the log by that id. */
  public Problem instance(String errorId) {
    return new Problem(status, code, title, detail, Optional.of(errorId), headers);
  }

  /** This problem as an exception, for code that is deep inside a handler. */
  public ProblemException exception() {
    return new ProblemException(this);
  }

  /** This problem as a response. */
  public EdgeResponse response() {
    byte[] body = json().getBytes(StandardCharsets.UTF_8);
    return new EdgeResponse.Whole(status, headers.with("content-type", CONTENT_TYPE), body);
  }

  String json() {
    StringBuilder json = new StringBuilder(256);
    member(json.append('{'), "type", TYPE_PREFIX + code).append(',');
    member(json, "title", title).append(",\"status\":").append(status).append(',');
    member(json, "detail", detail);
    instance.ifPresent(id -> member(json.append(','), "instance", "urn:holdfast:error:" + id));
    return json.append('}').toString();
  }

  private static StringBuilder member(StringBuilder json, String name, String value) {
    json.append('"').append(name).append("\":\"");
    JsonStringEncoder.getInstance().quoteAsString(value, json);
    return json.append('"');
  }
}

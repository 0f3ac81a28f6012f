package dev.holdfast.runtime;

import java.nio.charset.StandardCharsets;

/**
 * An HTTP response of an object.
 *
 * @param status 200 to 599
 * @param body not copied, do not write to it
 */
public record Response(int status, Headers headers, byte[] body) {
  public Response {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException(
          "status %d is not a final HTTP status. Use 200 to 599.".formatted(status));
    }
  }

  /** 200 with plain text. */
  public static Response text(String text) {
    return of(200, "text/plain; charset=utf-8", text);
  }

  /** 200 with JSON that the caller has written. */
  public static Response json(String json) {
    return of(200, "application/json", json);
  }

  /** A status and a body of the given content type, encoded as UTF-8. */
  public static Response of(int status, String contentType, String body) {
    return new Response(
        status,
        Headers.NONE.with("content-type", contentType),
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** The body read as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}

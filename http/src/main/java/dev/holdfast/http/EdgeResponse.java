package dev.holdfast.http;

import dev.holdfast.http.socket.SocketLink;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** What a handler answers. The edge adds {@code X-Request-Id} and the security headers. */
public sealed interface EdgeResponse {

  /**
   * A response that is all there.
   *
   * @param body not copied, do not write to it
   */
  record Whole(int status, Headers headers, byte[] body) implements EdgeResponse {}

  /** A response that goes on, such as server-sent events. */
  record Streamed(int status, Headers headers, Feed feed) implements EdgeResponse {}

  /**
   * Switch to a WebSocket and offer it to an object, which accepts or refuses it. Answered 426 when
   * the client did not ask for one.
   *
   * @param request what the object sees of the opening request
   * @param until when the socket is to be ended because what its opener presented has expired
   */
  record OpenSocket(ObjectId target, Request request, Optional<Instant> until)
      implements EdgeResponse {}

  /** The switch itself, made by the edge once the object has accepted. Not for handlers. */
  record Switched(Headers headers, SocketLink link) implements EdgeResponse {}

  /** Produces the bytes of a {@link Streamed} response. */
  @FunctionalInterface
  interface Feed {
    /** Called once, when the client is ready. Must not block. */
    void start(Sink sink);
  }

  /** Where a {@link Feed} writes. Callable from any thread. */
  interface Sink {
    /** Queues bytes; false, and nothing queued, when the client does not keep up or is gone. */
    boolean offer(byte[] bytes);

    /** Ends the response after what was queued. */
    void complete();

    /** Calls back once when the response has ended, whoever ended it; at once if it already has. */
    void onEnd(Runnable callback);
  }

  /** A status with a body of the given content type, encoded as UTF-8. */
  static EdgeResponse of(int status, String contentType, String body) {
    return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A status with a body of the given content type. */
  static EdgeResponse of(int status, String contentType, byte[] body) {
    return new Whole(status, Headers.NONE.with("content-type", contentType), body);
  }

  /** 200 with JSON. */
  static EdgeResponse json(byte[] body) {
    return of(200, "application/json", body);
  }

  /** A status without a body. */
  static EdgeResponse empty(int status) {
    return new Whole(status, Headers.NONE, new byte[0]);
  }

  /** What an object answered. */
  static EdgeResponse of(Response response) {
    return new Whole(response.status(), response.headers(), response.body());
  }
}

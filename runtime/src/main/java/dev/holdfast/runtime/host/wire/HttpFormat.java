package dev.holdfast.runtime.host.wire;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketId;

/** Requests, responses and frames, field by field. */
public final class HttpFormat {
  // Part of the format: never change, never reuse.
  private static final int TEXT = 1;
  private static final int BINARY = 2;

  private static final int STATUS_MIN = 200;
  private static final int STATUS_MAX = 599;

  private HttpFormat() {}

  public static void write(WireWriter out, Request request) {
    out.text(request.method());
    out.text(request.path());
    out.text(request.query());
    write(out, request.headers());
    out.bytes(request.body());
  }

  public static Request request(WireReader in) {
    return new Request(in.text(), in.text(), in.text(), headers(in), in.bytes());
  }

  public static void write(WireWriter out, Response response) {
    out.count(response.status());
    write(out, response.headers());
    out.bytes(response.body());
  }

  public static Response response(WireReader in) {
    int status = in.count();
    if (status < STATUS_MIN || status > STATUS_MAX) {
      throw new WireException("it has the status %d".formatted(status));
    }
    return new Response(status, headers(in), in.bytes());
  }

  public static void write(WireWriter out, Headers headers) {
    out.all(
        headers.fields(),
        (to, field) -> {
          to.text(field.name());
          to.text(field.value());
        });
  }

  public static Headers headers(WireReader in) {
    return new Headers(in.all(from -> new Headers.Field(from.text(), from.text())));
  }

  public static void write(WireWriter out, Frame frame) {
    switch (frame) {
      case Frame.Text(String text) -> {
        out.tag(TEXT);
        out.text(text);
      }
      case Frame.Binary(byte[] bytes) -> {
        out.tag(BINARY);
        out.bytes(bytes);
      }
    }
  }

  public static Frame frame(WireReader in) {
    int tag = in.tag();
    return switch (tag) {
      case TEXT -> new Frame.Text(in.text());
      case BINARY -> new Frame.Binary(in.bytes());
      default -> throw new WireException("it has a frame of the unknown kind %d".formatted(tag));
    };
  }

  public static void write(WireWriter out, SocketId socket) {
    out.text(socket.hub());
    out.text(socket.value());
  }

  public static SocketId socket(WireReader in) {
    return new SocketId(in.text(), in.text());
  }
}

package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.runtime.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Turns responses into what Netty encodes. Callable from any thread. */
final class ResponseParts {
  private static final AsciiString CONNECTION = AsciiString.cached("Connection");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  private static final AsciiString DATE = AsciiString.cached("Date");
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("Transfer-Encoding");

  /** What follows from the body and the state of the connection, whatever else is said of it. */
  private static final Set<String> OURS = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    OURS.addAll(
        Set.of(
            "connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"));
  }

  // RFC 9110, 5.6.7: always two digits for the day, always GMT.
  private static final DateTimeFormatter DATE_FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record Second(long at, AsciiString text) {}

  private static volatile Second second = new Second(-1, AsciiString.EMPTY_STRING);

  private ResponseParts() {}

  /** What the connection's state adds to a response. */
  enum Ending {
    /** Nothing: HTTP/1.1 goes on by default. */
    STAYS,
    /** An HTTP/1.0 client asked for it and is told so. */
    STAYS_AS_ASKED,
    CLOSES
  }

  /**
   * A whole response.
   *
   * @param withBody false for the answer to HEAD
   */
  static FullHttpResponse whole(EdgeResponse.Whole response, boolean withBody, Ending ending) {
    byte[] body = response.body();
    ByteBuf content = withBody ? Unpooled.wrappedBuffer(body) : Unpooled.EMPTY_BUFFER;
    FullHttpResponse whole = full(response.status(), content, fields(response.headers(), ending));
    // RFC 9110, 8.6: there it would be the length of what has not changed. The encoder leaves it,
    // and the body, out where else no body may be.
    if (response.status() != HttpResponseStatus.NOT_MODIFIED.code()) {
      whole.headers().setInt(CONTENT_LENGTH, body.length);
    }
    return whole;
  }

  /** The head of a response that goes on; without chunks it goes on until the connection ends. */
  static HttpResponse head(EdgeResponse.Streamed response, boolean chunked, Ending ending) {
    HttpHeaders fields = fields(response.headers(), ending);
    if (chunked) {
      fields.set(TRANSFER_ENCODING, "chunked");
    }
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), fields);
  }

  /** All that HEAD gets of a response that would go on. */
  static FullHttpResponse headOnly(EdgeResponse.Streamed response, Ending ending) {
    return full(response.status(), Unpooled.EMPTY_BUFFER, fields(response.headers(), ending));
  }

  /** The switch to another protocol; the fields say which. */
  static FullHttpResponse switching(Headers headers) {
    return full(
        HttpResponseStatus.SWITCHING_PROTOCOLS.code(),
        Unpooled.EMPTY_BUFFER,
        fields(headers, Ending.STAYS));
  }

  /** Leave to send a body. */
  static FullHttpResponse goOn() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  private static FullHttpResponse full(int status, ByteBuf content, HttpHeaders fields) {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(status),
        content,
        fields,
        EmptyHttpHeaders.INSTANCE);
  }

  private static HttpHeaders fields(Headers headers, Ending ending) {
    HttpHeaders fields = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    fields.add(DATE, date());
    for (Headers.Field field : headers.fields()) {
      // A name that an object made up must not end the line it stands in.
      if (isToken(field.name()) && !OURS.contains(field.name())) {
        fields.add(field.name(), value(field.value()));
        if (field.name().equalsIgnoreCase("upgrade")) {
          // RFC 9110, 7.8: who sends Upgrade names it there too.
          fields.add(CONNECTION, "Upgrade");
        }
      }
    }
    switch (ending) {
      case STAYS -> {}
      case STAYS_AS_ASKED -> fields.add(CONNECTION, "keep-alive");
      case CLOSES -> fields.add(CONNECTION, "close");
    }
    return fields;
  }

  private static boolean isToken(String name) {
    return !name.isEmpty() && HttpHeaderValidationUtil.validateToken(name) < 0;
  }

  private static AsciiString value(String value) {
    AsciiString bytes = utf8(value);
    return HttpHeaderValidationUtil.validateValidHeaderValue(bytes) < 0
        ? bytes
        : utf8(value.replaceAll("\\p{Cntrl}", " ").strip());
  }

  // Netty writes the bytes of these as they are, of other strings only ASCII.
  private static AsciiString utf8(String value) {
    return new AsciiString(value.getBytes(StandardCharsets.UTF_8), false);
  }

  private static AsciiString date() {
    long now = System.currentTimeMillis() / 1_000;
    Second known = second;
    if (known.at() != now) {
      known = new Second(now, new AsciiString(DATE_FORMAT.format(Instant.ofEpochSecond(now))));
      second = known;
    }
    return known.text();
  }
}

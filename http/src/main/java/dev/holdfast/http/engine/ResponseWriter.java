package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.runtime.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes responses as HTTP/1.1 has them, each in one buffer. Callable from any thread. */
final class ResponseWriter {
  /** Longer bodies are not copied behind their head. */
  private static final int COPIED_BYTES_MAX = 32_768;

  /** The usual head. */
  private static final int HEAD_BYTES = 384;

  static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

  private static final byte[] END_OF_LINE = ascii("\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");

  // RFC 9110, 5.6.7: always two digits for the day, always GMT.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record DateLine(long second, byte[] bytes) {}

  private static volatile DateLine date = new DateLine(-1, new byte[0]);

  private ResponseWriter() {}

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
  static ByteBuf whole(
      ByteBufAllocator buffers, EdgeResponse.Whole response, boolean withBody, Ending ending) {
    byte[] body = response.body();
    int status = response.status();
    boolean bodiless = status == 204 || status == 304;
    boolean sent = withBody && !bodiless && body.length > 0;
    boolean copied = sent && body.length <= COPIED_BYTES_MAX;
    ByteBuf out = buffers.directBuffer(HEAD_BYTES + (copied ? body.length : 0));
    head(out, status, response.headers(), ending);
    if (!bodiless) {
      out.writeBytes(LENGTH);
      ByteBufUtil.writeAscii(out, Integer.toString(body.length));
      out.writeBytes(END_OF_LINE);
    }
    out.writeBytes(END_OF_LINE);
    if (copied) {
      out.writeBytes(body);
    } else if (sent) {
      return Unpooled.wrappedBuffer(out, Unpooled.wrappedBuffer(body));
    }
    return out;
  }

  /** The head of a response that goes on; without chunks it goes on until the connection ends. */
  static ByteBuf head(
      ByteBufAllocator buffers, EdgeResponse.Streamed response, boolean chunked, Ending ending) {
    ByteBuf out = buffers.directBuffer(HEAD_BYTES);
    head(out, response.status(), response.headers(), ending);
    if (chunked) {
      out.writeBytes(CHUNKED);
    }
    return out.writeBytes(END_OF_LINE);
  }

  /** The switch to another protocol; the fields say which. */
  static ByteBuf switching(ByteBufAllocator buffers, Headers headers) {
    ByteBuf out = buffers.directBuffer(HEAD_BYTES);
    head(out, 101, headers, Ending.STAYS);
    return out.writeBytes(END_OF_LINE);
  }

  /** One part of a response that goes on. */
  static ByteBuf chunk(ByteBufAllocator buffers, byte[] bytes, boolean chunked) {
    ByteBuf out = buffers.directBuffer(bytes.length + 12);
    if (!chunked) {
      return out.writeBytes(bytes);
    }
    ByteBufUtil.writeAscii(out, Integer.toHexString(bytes.length));
    return out.writeBytes(END_OF_LINE).writeBytes(bytes).writeBytes(END_OF_LINE);
  }

  private static void head(ByteBuf out, int status, Headers headers, Ending ending) {
    out.writeBytes(Statuses.line(status));
    out.writeBytes(dateLine());
    for (Headers.Field field : headers.fields()) {
      if (!isOurs(field.name())) {
        field(out, field);
      }
    }
    switch (ending) {
      case STAYS -> {}
      case STAYS_AS_ASKED -> out.writeBytes(KEEP_ALIVE);
      case CLOSES -> out.writeBytes(CLOSE);
    }
  }

  // What follows from the body and the state of the connection, by length first.
  private static boolean isOurs(String name) {
    return switch (name.length()) {
      case 4 -> name.equalsIgnoreCase("date");
      case 6 -> name.equalsIgnoreCase("server");
      case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
      case 14 -> name.equalsIgnoreCase("content-length");
      case 17 -> name.equalsIgnoreCase("transfer-encoding");
      default -> false;
    };
  }

  private static void field(ByteBuf out, Headers.Field field) {
    int begin = out.writerIndex();
    if (!token(out, field.name())) {
      // A name that an object made up must not end the line it stands in.
      out.writerIndex(begin);
      return;
    }
    out.writeByte(':').writeByte(' ');
    value(out, field.value());
    out.writeBytes(END_OF_LINE);
    if (field.name().equalsIgnoreCase("upgrade")) {
      // RFC 9110, 7.8: who sends Upgrade names it there too.
      out.writeBytes(UPGRADE);
    }
  }

  private static boolean token(ByteBuf out, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':') {
        return false;
      }
      out.writeByte(c);
    }
    return !name.isEmpty();
  }

  private static void value(ByteBuf out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x7f) {
        ByteBufUtil.writeUtf8(out, clean(value.substring(i)));
        return;
      }
      out.writeByte(c < ' ' && c != '\t' ? ' ' : c);
    }
  }

  private static String clean(String value) {
    StringBuilder clean = new StringBuilder(value);
    for (int i = 0; i < clean.length(); i++) {
      if (Character.isISOControl(clean.charAt(i))) {
        clean.setCharAt(i, ' ');
      }
    }
    return clean.toString();
  }

  private static byte[] dateLine() {
    long second = System.currentTimeMillis() / 1_000;
    DateLine known = date;
    if (known.second() != second) {
      String text = "Date: " + DATE.format(Instant.ofEpochSecond(second)) + "\r\n";
      known = new DateLine(second, ascii(text));
      date = known;
    }
    return known.bytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

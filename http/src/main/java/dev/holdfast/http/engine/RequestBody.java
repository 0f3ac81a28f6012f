package dev.holdfast.http.engine;

import io.netty.buffer.ByteBuf;

/**
 * Finds the bytes of one request's body among those of its connection, up to its end and no
 * further. In chunks it is as strict as {@link HeadReader}: a size is hexadecimal digits, lines end
 * with CR and LF.
 */
final class RequestBody {
  /** A size line with extensions, which are dropped. */
  static final int CHUNK_LINE_BYTES_MAX = 256;

  /** Fields after the last chunk, which are dropped. */
  static final int TRAILER_BYTES_MAX = 8_192;

  /** Hexadecimal digits of a size: up to 256 MiB a chunk, more than any body may have. */
  private static final int SIZE_DIGITS_MAX = 7;

  private enum Part {
    SIZE,
    DATA,
    DATA_END,
    TRAILER,
    END
  }

  /** Takes what was found. */
  @FunctionalInterface
  interface Taker {
    /** Must read exactly so many bytes. */
    void take(ByteBuf in, int bytes);
  }

  private final boolean chunked;
  private Part part;
  private long left;
  private int trailerBytes;

  /** A body in chunks. */
  RequestBody() {
    this.chunked = true;
    this.part = Part.SIZE;
  }

  /** A body of that many bytes, at least 1. */
  RequestBody(long bytes) {
    this.chunked = false;
    this.part = Part.DATA;
    this.left = bytes;
  }

  boolean complete() {
    return part == Part.END;
  }

  /** Reads on as far as the bytes reach. Throws {@link RefusedRequest}. */
  void read(ByteBuf in, Taker taker) {
    boolean on = true;
    while (on && part != Part.END) {
      on =
          switch (part) {
            case SIZE -> size(in);
            case DATA -> data(in, taker);
            case DATA_END -> dataEnd(in);
            case TRAILER -> trailer(in);
            case END -> false;
          };
    }
  }

  private boolean data(ByteBuf in, Taker taker) {
    int bytes = (int) Math.min(left, in.readableBytes());
    if (bytes == 0) {
      return false;
    }
    left -= bytes;
    if (left == 0) {
      part = chunked ? Part.DATA_END : Part.END;
    }
    taker.take(in, bytes);
    return true;
  }

  private boolean dataEnd(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return false;
    }
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw RefusedRequest.malformed("A chunk is longer than its size.");
    }
    part = Part.SIZE;
    return true;
  }

  private boolean size(ByteBuf in) {
    int length = lineLength(in, CHUNK_LINE_BYTES_MAX);
    if (length < 0) {
      return false;
    }
    int digits = 0;
    long size = 0;
    int digit;
    while (digits < length
        && (digit = Character.digit(in.getByte(in.readerIndex() + digits), 16)) >= 0) {
      size = size * 16 + digit;
      digits++;
      if (digits > SIZE_DIGITS_MAX) {
        throw RefusedRequest.malformed("A chunk is larger than any may be.");
      }
    }
    if (digits == 0 || !onlyExtensions(in, in.readerIndex() + digits, length - digits)) {
      throw RefusedRequest.malformed("A chunk has no size.");
    }
    in.skipBytes(length + 2);
    left = size;
    part = size == 0 ? Part.TRAILER : Part.DATA;
    return true;
  }

  // Blanks may stand before the semicolon (RFC 9112, 7.1.1), control characters nowhere.
  private static boolean onlyExtensions(ByteBuf in, int begin, int length) {
    boolean extension = false;
    for (int i = 0; i < length; i++) {
      byte b = in.getByte(begin + i);
      boolean blank = b == ' ' || b == '\t';
      extension |= b == ';';
      if ((!extension && !blank) || (b >= 0 && b < ' ' && !blank) || b == 0x7f) {
        return false;
      }
    }
    return length == 0 || extension;
  }

  private boolean trailer(ByteBuf in) {
    int length = lineLength(in, TRAILER_BYTES_MAX - trailerBytes);
    if (length < 0) {
      return false;
    }
    if (length == 0) {
      part = Part.END;
    } else if (in.indexOf(in.readerIndex(), in.readerIndex() + length, (byte) ':') < 0) {
      throw RefusedRequest.malformed("What follows the last chunk is not a header field.");
    }
    trailerBytes += length + 2;
    in.skipBytes(length + 2);
    return true;
  }

  /** Without its end; -1 when the line is not all there yet. */
  private static int lineLength(ByteBuf in, int max) {
    int start = in.readerIndex();
    int end = in.indexOf(start, Math.min(in.writerIndex(), start + max + 2), (byte) '\n');
    if (end < 0) {
      if (in.readableBytes() >= max + 2) {
        throw RefusedRequest.malformed("A line between chunks is too long.");
      }
      return -1;
    }
    if (end == start || in.getByte(end - 1) != '\r') {
      throw RefusedRequest.malformed("A line between chunks does not end with CR and LF.");
    }
    return end - 1 - start;
  }
}

package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;

/**
 * Netty's decoder of requests, set to its strictest, with two things more. It decodes no further
 * than the connection wants: what came beyond that stays with it as it came, and is passed on if
 * the connection speaks another protocol from there on. And it takes a request line only with one
 * space between its parts, where Netty takes any blanks.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** All fields of one head may have as many bytes as this many of the longest. */
  static final int LONGEST_FIELDS_MAX = 4;

  /** Room in a line for what is not its URL or value: method, version, name, blanks. */
  private static final int LINE_EXTRA = 128;

  /** What is passed on of a body in one go; the largest read. */
  private static final int CONTENT_BYTES_MAX = 65_536;

  private final HttpConnection connection;
  private boolean decoding;
  private boolean inHead;

  /** A decoder of {@link #config}. */
  RequestDecoder(HttpDecoderConfig config, HttpConnection connection) {
    super(config);
    this.connection = connection;
  }

  /**
   * How requests are decoded. What is the default already is said again where a system property
   * could change it.
   */
  static HttpDecoderConfig config(EdgeLimits limits) {
    return new HttpDecoderConfig()
        .setMaxInitialLineLength(limits.uriCharsMax() + LINE_EXTRA)
        .setMaxHeaderSize((limits.headerCharsMax() + LINE_EXTRA) * LONGEST_FIELDS_MAX)
        .setMaxChunkSize(CONTENT_BYTES_MAX)
        .setInitialBufferSize(HttpObjectDecoder.DEFAULT_INITIAL_BUFFER_SIZE)
        .setValidateHeaders(true)
        .setStrictLineParsing(true)
        .setAllowDuplicateContentLengths(false)
        .setUseRfc9112TransferEncoding(true);
  }

  /** Bytes that have come and are not decoded. */
  int buffered() {
    return actualReadableBytes();
  }

  /** Whether bytes are being decoded: what is asked for meanwhile is looked at after each part. */
  boolean decoding() {
    return decoding;
  }

  /** Whether part of a head has come; to be asked between requests. */
  boolean headBegun() {
    return inHead || buffered() > 0;
  }

  /** Decodes on, as far as is wanted. */
  void resume() {
    if (decoding || buffered() == 0) {
      return;
    }
    ChannelHandlerContext own = connection.context().pipeline().context(this);
    try {
      decodeWith(own, Unpooled.EMPTY_BUFFER);
    } catch (Exception fault) {
      own.fireExceptionCaught(fault);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    connection.heard();
    decodeWith(context, bytes);
    connection.work();
  }

  private void decodeWith(ChannelHandlerContext context, Object bytes) throws Exception {
    decoding = true;
    try {
      super.channelRead(context, bytes);
    } finally {
      decoding = false;
    }
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (connection.dropsInput()) {
      connection.dropped(in.readableBytes());
      in.skipBytes(in.readableBytes());
    } else if (connection.wantsInput()) {
      super.decode(context, in, out);
      if (!out.isEmpty() && out.getFirst() instanceof HttpRequest) {
        inHead = false;
      }
    }
  }

  /** What is cut off is no request: the connection knows that it has ended. */
  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {}

  /** Of the client's end of input the connection hears when all before it is decoded. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    context.fireUserEventTriggered(event);
  }

  /** Unlike Netty's does not read on by itself: the connection says when. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    discardSomeReadBytes();
    context.fireChannelReadComplete();
  }

  // The request line, whose parts Netty asks for in order. It begins the array.

  @Override
  protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
    inHead = true;
    if (start != 0) {
      throw new IllegalArgumentException("a blank before the method");
    }
    return super.splitFirstWordInitialLine(line, start, length);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    requireOneSpaceBefore(line, start);
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    requireOneSpaceBefore(line, start);
    String version = super.splitThirdWordInitialLine(line, start, length);
    if (!version.startsWith("HTTP/")) {
      throw new IllegalArgumentException("the version is not in capitals");
    }
    return version;
  }

  private static void requireOneSpaceBefore(byte[] line, int start) {
    if (start < 2 || line[start - 1] != ' ' || line[start - 2] <= ' ') {
      throw new IllegalArgumentException("not one space between the parts of the request line");
    }
  }
}

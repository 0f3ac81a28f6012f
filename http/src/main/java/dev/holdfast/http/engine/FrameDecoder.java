package dev.holdfast.http.engine;

import dev.holdfast.http.socket.HeldBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;

/**
 * Netty's decoder of a client's frames, which can be told to wait and to drop what comes. A frame
 * is passed on when all of it is here; between frames it holds nothing.
 */
final class FrameDecoder extends WebSocket13FrameDecoder {
  private final SocketHandler socket;
  private final IncomingFrames incoming;
  private final HeldBytes unfinished;
  private boolean decoding;
  private boolean paused;
  private boolean deaf;
  private long begun;
  private int counted;

  /**
   * A decoder for one socket.
   *
   * @param unfinished where it counts what it holds of a message
   * @param extended whether frames may be compressed
   * @param incoming where its frames go; one with a payload that is too large for a message is
   *     known by its header
   */
  FrameDecoder(
      HeldBytes unfinished, boolean extended, SocketHandler socket, IncomingFrames incoming) {
    super(
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(incoming.bytesMax())
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .allowExtensions(extended)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build());
    this.socket = socket;
    this.incoming = incoming;
    this.unfinished = unfinished;
  }

  /** No further frame is decoded. */
  void pause() {
    paused = true;
  }

  boolean paused() {
    return paused;
  }

  /** From now on everything is dropped. */
  void deafen() {
    deaf = true;
  }

  boolean deaf() {
    return deaf;
  }

  /** When the frame that is not complete began; 0 without one. */
  long begun() {
    return begun;
  }

  /** Frames are decoded again. */
  void resume() {
    paused = false;
    if (decoding || actualReadableBytes() == 0) {
      return;
    }
    ChannelHandlerContext own = socket.context().pipeline().context(this);
    try {
      decodeWith(own, Unpooled.EMPTY_BUFFER);
    } catch (Exception bad) {
      own.fireExceptionCaught(bad);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    socket.heard();
    decodeWith(context, bytes);
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
    if (deaf) {
      in.skipBytes(in.readableBytes());
    } else if (!paused) {
      try {
        super.decode(context, in, out);
      } catch (CorruptedWebSocketFrameException bad) {
        // Where the next frame begins is not known any more.
        deaf = true;
        socket.fail(new BadFrame(bad.closeStatus().code(), String.valueOf(bad.getMessage())));
      }
      if (!out.isEmpty()) {
        begun = 0;
      } else if (begun == 0) {
        begun = socket.loop.now();
      }
    }
  }

  /** Unlike Netty's does not read on by itself: the socket says when. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    discardSomeReadBytes();
    count(context);
    if (counted > HeldBytes.SHARE && !paused && unfinished.full()) {
      // What it has sent is dropped, and with it where its next frame begins.
      deaf = true;
      socket.fail(new BadFrame(BadFrame.TRY_LATER, "too much is being sent; try again later"));
      count(context);
    }
    context.fireChannelReadComplete();
  }

  private void count(ChannelHandlerContext context) {
    int holds = context.isRemoved() ? 0 : actualReadableBytes() + incoming.held();
    unfinished.add(holds - counted);
    counted = holds;
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    unfinished.add(-counted);
    counted = 0;
  }
}

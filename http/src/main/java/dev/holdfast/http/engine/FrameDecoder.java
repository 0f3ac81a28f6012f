package dev.holdfast.http.engine;

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
  private boolean decoding;
  private boolean paused;
  private boolean deaf;
  private long begun;

  /**
   * A decoder for one socket.
   *
   * @param frameBytesMax payload of a frame; a larger one is known by its header
   * @param extended whether frames may be compressed
   */
  FrameDecoder(int frameBytesMax, boolean extended, SocketHandler socket) {
    super(
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(frameBytesMax)
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .allowExtensions(extended)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build());
    this.socket = socket;
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
    context.fireChannelReadComplete();
  }
}

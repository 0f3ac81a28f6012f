package dev.holdfast.http.engine;

import dev.holdfast.runtime.Frame;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of one client together: bounds what its frames may have in sum, and how many
 * they are. Between messages it holds nothing.
 */
final class IncomingFrames {
  /** Frames of one message: browsers send messages of this size in far fewer. */
  static final int FRAGMENTS_MAX = 4_096;

  /** The reserved bit of the first frame of a compressed message (RFC 7692, 6). */
  private static final int COMPRESSED = 4;

  private final int messageBytesMax;
  private @Nullable ByteArrayOutputStream parts;
  private boolean text;
  private boolean compressed;
  private boolean dropping;
  private int fragments;
  private long begun;

  IncomingFrames(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /** From now on messages are dropped. */
  void drop() {
    dropping = true;
    begun = 0;
    parts = null;
  }

  int bytesMax() {
    return messageBytesMax;
  }

  /** Bytes of the message that is not complete. */
  int held() {
    return parts == null ? 0 : parts.size();
  }

  /** When the first frame of the message that is not complete came; 0 without one. */
  long begun() {
    return begun;
  }

  /**
   * The message that is complete with this frame, which stays the caller's. Throws {@link
   * BadFrame}.
   */
  @Nullable Frame take(WebSocketFrame frame, long now) {
    if (dropping) {
      return null;
    }
    if (!(frame instanceof ContinuationWebSocketFrame)) {
      text = frame instanceof TextWebSocketFrame;
      compressed = frame.rsv() == COMPRESSED;
      fragments = 0;
      begun = now;
    }
    fragments++;
    if (fragments > FRAGMENTS_MAX) {
      throw new BadFrame(BadFrame.POLICY, "a message has too many frames");
    }
    byte[] payload = payload(frame);
    if (!frame.isFinalFragment()) {
      return null;
    }
    begun = 0;
    parts = null;
    return Messages.decode(text, payload, compressed, messageBytesMax);
  }

  /**
   * Netty looks at reserved bits only where compression has not been agreed on. Throws {@link
   * BadFrame} where one is set but the one of a compressed message's first frame.
   */
  static void requireNoReservedBit(WebSocketFrame frame) {
    boolean begins = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
    if (frame.rsv() != 0 && !(begins && frame.rsv() == COMPRESSED)) {
      throw new BadFrame(BadFrame.PROTOCOL, "a reserved bit is set");
    }
  }

  /** What has come of the message, as far as it is needed. */
  private byte[] payload(WebSocketFrame frame) {
    byte[] payload = ByteBufUtil.getBytes(frame.content());
    ByteArrayOutputStream before = parts;
    if (before == null && frame.isFinalFragment()) {
      return payload;
    }
    ByteArrayOutputStream all = before == null ? new ByteArrayOutputStream() : before;
    if (all.size() + payload.length > messageBytesMax) {
      throw new BadFrame(BadFrame.TOO_BIG, "a message is too large");
    }
    all.writeBytes(payload);
    parts = all;
    return frame.isFinalFragment() ? all.toByteArray() : payload;
  }
}

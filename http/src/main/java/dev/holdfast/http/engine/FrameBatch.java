package dev.holdfast.http.engine;

import dev.holdfast.http.socket.WireFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Frames for one client, put behind one another so that many small ones cost one write. */
final class FrameBatch {
  /** Enough that the cost of a write no longer counts. */
  private static final int BYTES = 16_384;

  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FINAL = 0x80;

  private final Tended connection;
  private final boolean deflate;
  private @Nullable ByteBuf buffer;
  private boolean written;

  FrameBatch(Tended connection, boolean deflate) {
    this.connection = connection;
    this.deflate = deflate;
  }

  void add(WireFrame frame) {
    byte[] bytes = deflate ? frame.deflated() : frame.encoded();
    ByteBuf into = buffer;
    if (into == null) {
      into = connection.context().alloc().directBuffer(bytes.length);
      buffer = into;
    }
    into.writeBytes(bytes);
    if (into.readableBytes() >= BYTES) {
      write(into);
    }
  }

  /** Sends what there is. Whether there was anything. */
  boolean end() {
    ByteBuf rest = buffer;
    if (rest != null) {
      write(rest);
    }
    if (written) {
      connection.context().flush();
    }
    return written;
  }

  private void write(ByteBuf bytes) {
    buffer = null;
    written = true;
    connection.write(bytes);
  }

  /** A frame without a mask; a control frame has at most 125 bytes. */
  static ByteBuf control(ByteBufAllocator buffers, int opcode, byte[] payload) {
    return buffers
        .directBuffer(2 + payload.length)
        .writeByte(FINAL | opcode)
        .writeByte(payload.length)
        .writeBytes(payload);
  }
}

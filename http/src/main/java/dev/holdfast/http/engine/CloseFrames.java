package dev.holdfast.http.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** The close frames we send: a code of two bytes, then a reason (RFC 6455, 5.5.1). */
final class CloseFrames {
  private static final int REASON_BYTES_MAX = 123;

  private CloseFrames() {}

  /** Ours; the reason is cut, at a character, to what fits. */
  static ByteBuf of(ByteBufAllocator buffers, int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(text.length, REASON_BYTES_MAX);
    // Not between the bytes of a character: those after its first begin with the bits 10.
    while (length < text.length && length > 0 && (text[length] & 0xc0) == 0x80) {
      length--;
    }
    byte[] payload = new byte[2 + length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, length);
    return FrameBatch.control(buffers, FrameBatch.CLOSE, payload);
  }

  /** What a client's is answered with: its own code, -1 where it had none. */
  static ByteBuf answer(ByteBufAllocator buffers, int code) {
    byte[] payload = code < 0 ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code};
    return FrameBatch.control(buffers, FrameBatch.CLOSE, payload);
  }
}

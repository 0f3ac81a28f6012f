package dev.holdfast.http.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Close frames and their payload: a code of two bytes, then a reason (RFC 6455, 5.5.1 and 7.4). */
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
    return FrameBatch.control(buffers, FrameReader.CLOSE, payload);
  }

  /** What a client's is answered with: its own code. */
  static ByteBuf answer(ByteBufAllocator buffers, byte[] payload) {
    byte[] code = payload.length < 2 ? new byte[0] : Arrays.copyOf(payload, 2);
    return FrameBatch.control(buffers, FrameReader.CLOSE, code);
  }

  /** The client's code. Throws {@link BadFrame} where it is none that may be sent. */
  static int code(byte[] payload) {
    if (payload.length == 0) {
      return SocketHandler.NO_STATUS;
    }
    int code = payload.length == 1 ? 0 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    boolean registered = code >= 1_000 && code <= 1_014 && !(code >= 1_004 && code <= 1_006);
    if (!registered && (code < 3_000 || code > 4_999)) {
      throw new BadFrame(BadFrame.PROTOCOL, "the close code may not be sent");
    }
    return code;
  }

  /** The client's reason. Throws {@link BadFrame} where it is not UTF-8. */
  static String reason(byte[] payload) {
    return payload.length <= 2 ? "" : Messages.text(payload, 2, payload.length - 2);
  }
}
